import { join } from 'node:path'
import type { World } from '../../ports/world.ts'
import type { RehearsalRequest } from './rehearsal-request.ts'

/** Of the candidate on its copy, as the commands and the gateway leave them there. */
const outputs = ['command.out', 'command.err', 'output.log']

/** What npm, the candidate's commands and its gateway have said, before it is removed. */
export async function readWords(
  world: Pick<World, 'files'>,
  { scratchFolder, jobsFolder }: Pick<RehearsalRequest, 'scratchFolder' | 'jobsFolder'>,
): Promise<[name: string, text: string][]> {
  const copy = join(scratchFolder, 'candidate')
  const paths = [
    ...(await world.files.list(jobsFolder)).map(name => join(jobsFolder, name)),
    ...outputs.map(name => join(copy, name)),
  ]
  const read = paths.map(
    async (path): Promise<[string, string]> => [
      `candidate-${path.slice(path.lastIndexOf('/') + 1)}`,
      (await world.files.readTextIfThere(path)) ?? '',
    ],
  )
  return (await Promise.all(read)).filter(([, text]) => text !== '')
}
