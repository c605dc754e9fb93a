import type { PreflightCheck } from '../question.ts'

const mebibyte = 1024
/** npm, OpenClaw's rehearsal and the running gateway side by side; below it the kernel has killed updates. */
const wantedKiB = 1_536 * mebibyte

export const enoughMemory: PreflightCheck = {
  name: 'enough-memory',
  title: 'there is memory for npm beside the gateway',
  weight: 'advisory',
  async look(world) {
    const text = (await world.files.readTextIfThere('/proc/meminfo')) ?? ''
    const kibibytes = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN)
    const available = kibibytes('MemAvailable') + kibibytes('SwapFree')
    if (Number.isNaN(available))
      return { answer: 'unknown', reason: 'the kernel does not say how much is free' }
    const reason = `${Math.round(available / mebibyte)} MiB of memory and swap are free, ${wantedKiB / mebibyte} MiB wanted`
    if (available >= wantedKiB) return { answer: 'pass', reason }
    return { answer: 'fail', reason, hint: 'Stop what is not needed, or add swap.' }
  },
}
