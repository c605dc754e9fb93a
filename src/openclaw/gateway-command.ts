import { basename } from 'node:path'

/** A gateway's `ExecStart=`, taken apart. */
export interface GatewayCommand {
  node: string
  script: string
  args: readonly string[]
}

/** Node's flags that take the next argument as their value. */
const flagsWithValue = new Set([
  ...['-r', '--require', '--import', '--loader', '--experimental-loader', '-C', '--conditions'],
  ...['--env-file', '--env-file-if-exists', '--title', '--icu-data-dir', '--openssl-config'],
])

/** `node [flags] script [args]`; null when it is anything else, such as a wrapper script. */
export function parseGatewayCommand(argv: readonly string[]): GatewayCommand | null {
  const [node, ...rest] = argv
  if (node === undefined || !/^node(js)?(-?\d[\d.]*)?$/.test(basename(node))) return null
  for (let index = 0; index < rest.length; index += 1) {
    const argument = rest[index] ?? ''
    if (flagsWithValue.has(argument)) index += 1
    else if (!argument.startsWith('-')) return { node, script: argument, args: rest.slice(index + 1) }
  }
  return null
}

/** The value of `--name value` or `--name=value`; null when it is not there. */
export function optionOf(args: readonly string[], name: string): string | null {
  for (const [index, argument] of args.entries()) {
    if (argument === name) return args[index + 1] ?? null
    if (argument.startsWith(`${name}=`)) return argument.slice(name.length + 1)
  }
  return null
}
