import { readFileSync } from 'node:fs'

/** What the real OpenClaw printed once, from `test/doubles/answers/`. */
export function readAnswer(name: string): string {
  return readFileSync(new URL(`./answers/update/${name}.json`, import.meta.url), 'utf8')
}
