import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const lower = ['openclaw', 'recovery', 'health', 'mirror', 'notify', 'ports']

/** Which folders of src each folder may import from, besides itself; see the layout in docs/design.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  ports: [],
  adapters: ['ports'],
  engine: ['ports'],
  openclaw: ['ports'],
  recovery: lower,
  health: lower,
  mirror: lower,
  notify: lower,
  config: ['ports'],
  phases: ['engine', 'config', ...lower],
  daemon: ['phases', 'engine', 'config', 'compose.ts', ...lower],
  setup: ['daemon', 'phases', 'engine', 'config', ...lower],
  doctor: ['setup', 'daemon', 'phases', 'engine', 'config', ...lower],
  desk: lower,
  cli: [
    'doctor',
    'setup',
    'daemon',
    'phases',
    'engine',
    'config',
    'compose.ts',
    'compose-config.ts',
    'compose-daemon.ts',
    ...lower,
  ],
  'compose.ts': ['compose-discord.ts', 'adapters', 'daemon', 'phases', 'engine', 'config', ...lower],
  'compose-discord.ts': ['adapters', 'config', ...lower],
  'compose-config.ts': ['adapters', 'config', ...lower],
  'compose-daemon.ts': ['compose-desk.ts', 'adapters', 'daemon', ...lower],
  'compose-desk.ts': ['desk', 'adapters', 'config', ...lower],
  // The version is said without wiring anything.
  'bin.ts': ['adapters', 'cli'],
}

/** Programs of their own, which wire what they need by hand. */
const wiring = [
  'compose.ts',
  'compose-discord.ts',
  'compose-config.ts',
  'compose-daemon.ts',
  'compose-desk.ts',
  'bin.ts',
  'config/write-reference.ts',
]

/** Packages that compute and do nothing else. */
const pure = ['node:path', 'node:crypto', 'node:url', 'node:util', 'zod', 'semver', 'json5']
const forTerminals = ['commander', 'listr2', '@clack/prompts']

interface Import {
  from: string
  to: string
  isTypeOnly: boolean
}

const sources = filesBelow(join(root, 'src')).filter(path => path.endsWith('.ts'))
const imports = sources.flatMap(importsOf)

describe('src', () => {
  test('only adapters touch the world', () => {
    const reached = imports
      .filter(({ to, isTypeOnly }) => isPackage(to) && !isTypeOnly && !pure.includes(to))
      .filter(({ from }) => folderOf(from) !== 'adapters' && !wiring.includes(from))
      .filter(({ from, to }) => !(folderOf(from) === 'cli' && forTerminals.includes(to)))
    expect(reached.map(say)).toEqual([])
  })

  test('time, chance and the process itself come through ports', () => {
    const global =
      /\b(Date\.now\(|new Date\(\)|performance\.now\(|Math\.random\(|setTimeout\(|setInterval\(|fetch\(|process\.(env|argv|exit\w*|std\w+|kill|cwd|on|once|hrtime|get\w*id)\b)/
    const reached = sources
      .filter(path => !['adapters', 'cli'].includes(folderOf(path)) && !wiring.includes(path))
      .flatMap(path =>
        withoutComments(read(path))
          .split('\n')
          .flatMap(line => {
            const found = global.exec(line)?.[0]
            return found === undefined ? [] : [`${path}: ${found}`]
          }),
      )
    expect(reached).toEqual([])
  })

  test('every folder imports only from those below it', () => {
    const upward = imports
      .filter(({ to, from }) => !isPackage(to) && !to.startsWith('..') && !wiring.slice(6).includes(from))
      .filter(({ from, to }) => {
        const [importer, imported] = [folderOf(from), folderOf(to)]
        return importer !== imported && !mayImport[importer]?.includes(imported)
      })
    expect(upward.map(say)).toEqual([])
  })

  test('no file imports itself, by whatever way round', () => {
    expect(findCycles()).toEqual([])
  })

  test('no file is longer than 250 lines', () => {
    const long = sources.flatMap(path => {
      const lines = read(path).trimEnd().split('\n').length
      return lines > 250 ? [`${path}: ${lines}`] : []
    })
    expect(long).toEqual([])
  })

  test('every error code is explained in docs/failures.md, and nothing else is', () => {
    const used = sources.flatMap(path =>
      Array.from(read(path).matchAll(/['"`[](E_[A-Z0-9_]+)['"`\]]/g), match => match[1]),
    )
    const explained = Array.from(
      read('../docs/failures.md').matchAll(/^## (E_[A-Z0-9_]+)$/gm),
      match => match[1],
    )
    expect(explained.filter((code, index) => explained.indexOf(code) !== index)).toEqual([])
    expect({
      unexplained: [...new Set(used)].filter(code => !explained.includes(code)),
      unused: explained.filter(code => !used.includes(code)),
    }).toEqual({ unexplained: [], unused: [] })
  })
})

describe.skipIf(!existsSync(join(root, '.git')))('the tracked tree', () => {
  const tracked = git('ls-files', '-z')
    .split('\0')
    .filter(path => path !== '' && existsSync(join(root, path)))

  test('names no registry host, the public one no more than another', () => {
    const configured = new URL(npm('config', 'get', 'registry')).host
    const publicOne = ['registry', 'npmjs', 'org'].join('.')
    expect(filesWith(tracked, [...new Set([configured, publicOne])])).toEqual([])
    const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
    expect(lockfile).not.toContain('"resolved": "http')
  })

  test('names no path of the machine that it was written on', () => {
    expect(filesWith(tracked, [`${root}/`])).toEqual([])
  })
})

function findCycles(): string[] {
  const targets = Map.groupBy(
    imports.filter(({ to, isTypeOnly }) => !isPackage(to) && !isTypeOnly),
    ({ from }) => from,
  )
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, line: readonly string[]) => {
    if (line.includes(path)) {
      cycles.push([...line.slice(line.indexOf(path)), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const { to } of targets.get(path) ?? []) visit(to, [...line, path])
    done.add(path)
  }
  for (const path of sources) visit(path, [])
  return cycles
}

/** Paths are below src; a package keeps its name. */
function importsOf(from: string): Import[] {
  const statement =
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'|(?:^|\n)import\s+'([^']+)'/g
  return Array.from(read(from).matchAll(statement), ([, type, plain, dynamic, bare]) => {
    const target = plain ?? dynamic ?? bare ?? ''
    const to = target.startsWith('.') ? join(dirname(from), target) : target
    return { from, to, isTypeOnly: type !== undefined }
  })
}

function isPackage(target: string): boolean {
  return target.startsWith('node:') || builtinModules.includes(target) || !/\.(ts|json)$/.test(target)
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? ''
}

function say({ from, to }: Import): string {
  return `${from} imports ${to}`
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

function read(path: string): string {
  return readFileSync(join(root, 'src', path), 'utf8')
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())
    .map(path => relative(join(root, 'src'), path))
    .sort()
}

function filesWith(paths: readonly string[], texts: readonly string[]): string[] {
  return paths.filter(path => {
    const content = readFileSync(join(root, path), 'utf8')
    return texts.some(text => content.includes(text))
  })
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' })
}

function npm(...words: string[]): string {
  return execFileSync('npm', words, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}
