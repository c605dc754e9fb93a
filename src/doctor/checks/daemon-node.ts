import { type DoctorCheck, fine } from '../facts.ts'

export const daemonNode: DoctorCheck = {
  name: 'daemon-node',
  title: 'what the daemon starts with will be there tomorrow',
  async look(_world, facts) {
    const { program } = await facts.service()
    const [warning] = program.warnings
    if (warning === undefined) return fine(`Node ${program.node}`)
    return { severity: 'warning', reason: warning.text, fix: warning.fix }
  },
}
