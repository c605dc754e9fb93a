/** Asks the person at the terminal; anything but yes is no. */
export async function askToUpdate(question: { from: string; to: string; unit: string }): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  const answer = await confirm({
    message: `Update ${question.unit} from ${question.from} to ${question.to} now?`,
    output: process.stderr,
  })
  return answer === true
}
