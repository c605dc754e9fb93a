import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createFiles } from '../../src/adapters/files.ts'

/** A throw-away home with the real file system, as the config sees it. */
export async function makeWorld(environment: Record<string, string> = {}) {
  const files = createFiles()
  const home = await mkdtemp(join(tmpdir(), 'moltd-config-'))
  onTestFinished(() => files.remove(home))
  const configFolder = join(home, '.config/moltd')
  await files.makeFolder(configFolder)
  const places = {
    home,
    configFolder,
    dataFolder: join(home, 'data'),
    runtimeFolder: join(home, 'run'),
    temporaryFolder: tmpdir(),
    uid: process.getuid?.() ?? 0,
  }
  return {
    files,
    places,
    environment,
    timeZones: { own: () => 'Asia/Tokyo' },
    file: join(configFolder, 'config.json5'),
    write: (text: string) => writeFile(join(configFolder, 'config.json5'), text),
  }
}
