/**
 * Node's own client for an address. Not imported: TLS is a good part of what a short command would load, and an import of node:http binds
 * names that bring undici along, 40 ms for nothing.
 */
export function httpModuleFor(protocol: string) {
  return protocol === 'https:'
    ? process.getBuiltinModule('node:https')
    : process.getBuiltinModule('node:http')
}
