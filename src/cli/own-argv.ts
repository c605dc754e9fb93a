import type { App } from '../compose.ts'

/** What starts this very moltd again, with the config that it has. */
export function ownArgv({ configPath }: Pick<App, 'configPath'>): string[] {
  const [node = process.execPath, entry = 'moltd'] = process.argv
  return [node, ...process.execArgv, entry, ...(configPath === undefined ? [] : ['--config', configPath])]
}
