import { type DoctorCheck, fine } from '../facts.ts'
import { isWsl } from '../wsl.ts'

const wslConfig = '/etc/wsl.conf'

export const systemdRuns: DoctorCheck = {
  name: 'systemd-runs',
  title: 'systemd runs this machine',
  async look({ files }) {
    const first = ((await files.readTextIfThere('/proc/1/comm')) ?? '').trim()
    if ((await files.stat('/run/systemd/system')) !== null) return fine('process 1 is systemd')
    if (!(await isWsl({ files }))) {
      return {
        severity: 'broken',
        reason: `process 1 is ${first || 'unknown'}, not systemd`,
        fix: 'moltd looks after gateways that systemd runs; use a Linux with systemd.',
      }
    }
    const isOrdered = /^\s*systemd\s*=\s*true\s*$/im.test((await files.readTextIfThere(wslConfig)) ?? '')
    return {
      severity: 'broken',
      reason: `this is WSL, and process 1 is ${first || 'unknown'}, not systemd`,
      fix: isOrdered
        ? `${wslConfig} asks for it already: run \`wsl --shutdown\` in Windows, then open it again.`
        : `Put \`systemd=true\` under \`[boot]\` in ${wslConfig}, then run \`wsl --shutdown\` in Windows.`,
    }
  },
}
