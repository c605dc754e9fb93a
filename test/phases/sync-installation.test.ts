import { expect, test } from 'vitest'
import { createFiles } from '../../src/adapters/files.ts'
import { syncInstallation } from '../../src/phases/sync-installation.ts'
import type { EntryStat } from '../../src/ports/files.ts'
import { gateway } from '../doubles/fake-update-host.ts'

const stat: EntryStat = {
  kind: 'directory',
  sizeBytes: 0,
  modifiedMs: 0,
  bornMs: 0,
  mode: 0o700,
  uid: 1,
  inode: 1,
  device: 1,
  links: 1,
}

/** Which paths are flushed, with program, state and prefix on these devices. */
async function flushed(program: number, state: number, prefix = program): Promise<string[]> {
  const paths: string[] = []
  const files = {
    ...createFiles(),
    statTarget: async (path: string) => ({
      ...stat,
      device: path === gateway.stateFolder ? state : path === gateway.installation.prefix ? prefix : program,
    }),
    syncFilesystem: async (path: string) => {
      paths.push(path)
    },
  }
  await syncInstallation({ files }, gateway)
  return paths
}

test('one file system is flushed once, two are flushed both', async () => {
  const { root } = gateway.installation
  expect(await flushed(1, 1)).toEqual([root])
  expect(await flushed(1, 2)).toEqual([root, gateway.stateFolder])
})

test('launchers that lie on another file system than the program are flushed too', async () => {
  const { root, prefix } = gateway.installation
  expect(await flushed(1, 1, 3)).toEqual([root, prefix])
})
