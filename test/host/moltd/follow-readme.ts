import { cp, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import type { Host } from '../machine/host.ts'
import { claw } from '../machine/places.ts'

const project = join(import.meta.dirname, '..', '..', '..')
const notInAClone = new Set(['.git', 'node_modules', 'dist'])
const clone = 'git clone <this repository> moltd'

/** Installs moltd with the very lines of the README, from a copy of this checkout where they clone; returns what they said. */
export async function installByReadme(host: Host): Promise<string> {
  const [lines = []] = await readInstallBlocks()
  if (lines[0]?.startsWith(clone) !== true)
    throw new Error(`the README begins its installation with another line than "${clone} …": ${lines[0]}`)
  await copyCheckout(join(host.home, 'moltd'))
  const script = ['set -e', ...lines].join('\n').replace(clone, 'test -d moltd')
  return await host.sh(`cd ~\n${script}`, { timeoutMs: 480_000 })
}

/** The code blocks below "## Install", each as its lines. */
async function readInstallBlocks(): Promise<string[][]> {
  const readme = await readFile(join(project, 'README.md'), 'utf8')
  const section = readme.split(/^## /m).find(text => text.startsWith('Install\n')) ?? ''
  const blocks = section.match(/(?:^ {4}.*\n)+/gm) ?? []
  return blocks.map(block =>
    block
      .trimEnd()
      .split('\n')
      .map(line => line.trim()),
  )
}

async function copyCheckout(target: string): Promise<void> {
  await cp(project, target, { recursive: true, filter: path => !notInAClone.has(basename(path)) })
  await execa('chown', ['-R', `${claw.uid}:${claw.gid}`, target])
}
