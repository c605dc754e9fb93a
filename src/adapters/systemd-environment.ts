import { readFile } from 'node:fs/promises'
import type { UnitFacts } from './systemd-properties.ts'

/** What the service starts with, in systemd's order: the manager's own, `Environment=`, `EnvironmentFile=`, less `UnsetEnvironment=`. */
export async function composeEnvironment(
  facts: UnitFacts,
  managerEnvironment: readonly string[],
): Promise<Record<string, string>> {
  const files = await Promise.all(facts.EnvironmentFiles.map(([path]) => readAssignments(path)))
  const assignments = [...managerEnvironment, ...facts.Environment, ...files.flat()]
  const environment = Object.fromEntries(assignments.map(splitAssignment))
  for (const unset of facts.UnsetEnvironment) {
    const [name, value] = splitAssignment(unset)
    if (!unset.includes('=') || environment[name] === value) delete environment[name]
  }
  return environment
}

/** The format of `EnvironmentFile=`, see systemd.exec(5): comments, quotes, backslashes, values over several lines. */
export function parseEnvironmentFile(text: string): string[] {
  const assignment =
    /^[ \t]*([A-Za-z_]\w*)[ \t]*=[ \t]*((?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\[\s\S]|[^\n"'\\])*)/gm
  const withoutComments = text.replace(/^[ \t]*[#;].*$/gm, '')
  return Array.from(
    withoutComments.matchAll(assignment),
    ([, name, value = '']) => `${name}=${unquote(value.trimEnd())}`,
  )
}

function unquote(value: string): string {
  return value.replace(/"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\([\s\S])/g, (_, double, single, escaped) => {
    if (single !== undefined) return single
    if (escaped !== undefined) return escaped === '\n' ? '' : escaped
    return double.replace(/\\(["\\`$])/g, '$1').replaceAll('\\\n', '')
  })
}

function splitAssignment(text: string): [string, string] {
  const end = text.indexOf('=')
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)]
}

async function readAssignments(path: string): Promise<string[]> {
  try {
    return parseEnvironmentFile(await readFile(path, 'utf8'))
  } catch {
    // Missing or closed to us: an optional file sets nothing, and with a required one the service cannot start either.
    return []
  }
}
