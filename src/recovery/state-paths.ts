export type StateClass = 'state' | 'forward-only' | 'yours' | 'disposable'

/** Top folders of the state folder by class; the same names stand in systemd/exact-pass.sh and systemd/rescue.sh. */
const yours = ['media', 'sandboxes', 'models']
const disposable = ['cache', 'tmp', 'logs', 'completions']

/** Installed code, in which a `.lock` or `.log` is part of the program. */
const code = /^(npm|npm-runtime|extensions|plugins|skills|hooks|tools|git)\/|(^|\/)node_modules\//

const forwardOnly = [
  /^credentials\/(whatsapp|whatsapp-calls|signal|matrix)\//,
  // WhatsApp's first layout: the default account straight in the folder.
  /^credentials\/(creds|session-|pre-key-|sender-key-|app-state-sync-)[^/]*\.json(\.bak)?$/,
  /^credentials\/oauth\.json$/,
  /^matrix\//,
  /^agents\/[^/]+\/agent\/(auth-profiles|auth)\.json$/,
  /^agents\/[^/]+\/agent\/codex-home\/auth\.json$/,
]

/**
 * What a path of the state folder is, and so what becomes of it; the table is in docs/recovery.md.
 * `workspaces` are folders that the config declares to be the user's.
 */
export function classifyStatePath(path: string, workspaces: readonly string[] = []): StateClass {
  const [top = ''] = path.split('/')
  if (isYours(path, top) || workspaces.some(folder => isWithin(path, folder))) return 'yours'
  if (disposable.includes(top) || top.startsWith('.moltd-')) return 'disposable'
  if (/\.(log|lock|sock|pid)$/.test(path) && !code.test(path)) return 'disposable'
  return forwardOnly.some(pattern => pattern.test(path)) ? 'forward-only' : 'state'
}

/** The smallest set of files that only makes sense together: an account's folder, or the file itself. */
export function forwardOnlySet(path: string): string {
  const account = /^credentials\/(?:whatsapp|whatsapp-calls|signal|matrix)\/[^/]+(?=\/)/.exec(path)
  if (account) return account[0]
  return path.startsWith('matrix/') ? 'matrix' : path
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function isYours(path: string, top: string): boolean {
  return yours.includes(top) || top.startsWith('workspace') || /^agents\/[^/]+\/workspace/.test(path)
}
