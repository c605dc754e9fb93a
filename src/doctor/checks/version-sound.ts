import { type DoctorCheck, fine } from '../facts.ts'

/** What is known against the version that is installed; what concerns the next one is asked by preflight. */
export const versionSound: DoctorCheck = {
  name: 'version-sound',
  title: 'nothing is known against the installed version',
  async look(_world, facts) {
    const { advice, adviceProblems, gateway } = await facts.observation()
    const { version } = gateway.installation
    const against = advice.filter(({ kind }) => kind === 'vulnerable')
    const said = [...against.map(({ id, reason }) => `${version}: ${reason} (${id})`), ...adviceProblems]
    if (said.length === 0) return fine(`no advisory speaks of ${version} as it is set up here`)
    const fix = against[0]?.cure ?? (against.length === 0 ? 'See docs/advisories.md.' : '`moltd run`')
    return { severity: 'warning', reason: said.join('; '), fix }
  },
}
