import type { DeskWords } from './discord-words-desk.ts'

const back = (choice: 'keep' | 'rollback') => (choice === 'keep' ? 'kept' : 'taken back')

export const deskEnglish: DeskWords = {
  buttons: {
    approve: 'Approve',
    'update-now': 'Update now',
    later: 'Later',
    skip: 'Skip this version',
    unskip: 'Take it after all',
    cure: 'Apply the cure and update',
    'ask-rollback': 'Roll back',
    'roll-back': 'Yes, roll back',
    cancel: 'Leave it as it is',
    details: 'Details',
    'try-again': 'Try again',
    release: 'Release from quarantine',
    keep: 'Keep',
    'take-back': 'Roll back',
  },
  does: {
    approve: version => `the next run on schedule takes ${version}`,
    later: () => 'nothing now; the next run asks again',
    'try-again': version => `one more update to ${version}, now`,
    release: version => `runs on schedule may take ${version} again`,
  },
  labels: {
    choices: 'Your choice',
    cure: 'Known cure',
    known: 'Known here',
    hooks: 'Your own programs',
    rehearsal: 'Rehearsal',
    said: 'Decided',
    gateway: 'Gateway',
    advisories: 'Known problems',
    schedule: 'Next run',
    lastRun: 'Last run',
    orders: 'What restrains runs',
    recovery: 'Recovery points',
    undelivered: 'Reports that wait',
    phases: 'The way',
    drivers: 'How it was updated',
    reasons: 'Why',
  },
  refused: {
    elsewhere: 'Sorry, moltd answers only in its own channel. Nothing was done.',
    nobody:
      'Sorry, nobody may do this yet: `notify.discord.bot.allow` in the config of moltd names no one. Nothing was done.',
    unlisted:
      'Sorry, you are not among those who may do this. Whoever looks after moltd can add you to `notify.discord.bot.allow`. Nothing was done.',
    unwritten:
      'Sorry, moltd cannot write down who asks for what, and does nothing that it cannot account for. Its log says why.',
  },
  unknownButton:
    'This moltd does not know this button: another version or another bot made it. Nothing was done.',
  unknownCommand: 'This moltd does not know that command. Nothing was done.',
  unknownRun: runId =>
    `This moltd knows no run ${runId}: it was another installation's, or its history is gone. Nothing was done.`,
  atWork: 'moltd is at work right now. Nothing was done; press again when that has ended.',
  overtaken: title => `Things have moved on since this message: ${title}. Nothing was done.`,
  pointGone: 'The recovery point of this update is no longer there. Nothing was done.',
  failed: reason => `That did not work: ${reason}`,
  void: version =>
    `What is on offer is no longer the ${version} of this message, so a yes to it counts for nothing. The next run tells what is there now.`,
  approved: (version, until, next) =>
    `**${version} is approved** until ${until}. ${next === null ? 'The next run on schedule takes it' : `The run ${next} takes it`}; *Update now* does not wait for that.`,
  approvedAlready: (version, who, until) => `${version} is approved already, by ${who}, until ${until}.`,
  isSkipped: version => `${version} is skipped: press *Take it after all* first. Nothing was done.`,
  later: 'Fine: nothing was done. The next run asks again, and these buttons stay.',
  skipped: version => `**${version} is left out** from now on. Newer versions are offered as usual.`,
  unskipped: version => `${version} may be taken again.`,
  released: version => `**${version} is out of quarantine**: runs on schedule may take it again.`,
  notQuarantined: version => `${version} is not in quarantine. Nothing was done.`,
  answered: {
    keep: 'Taken: **the new version stays.**',
    rollback: 'Taken: **back to the old version.** The report follows.',
  },
  answeredAlready: (who, choice) =>
    `${who} has answered already: ${choice === 'keep' ? 'keep' : 'roll back'}.`,
  questionOver: 'Nobody waits for this answer any more. Nothing was done.',
  started: '**Started.** How it goes is told in this channel.',
  startedNot: reason => `It could not be started: ${reason}`,
  cancelled: 'Left as it is.',
  confirmRollback: ({ from, to, takenAt, point, size, state }) => ({
    title: `Roll back ${from} → ${to}?`,
    lines: [
      `⏪ **Goes back**, together: the program to ${to}; config, databases, sessions, credentials, plugins and cron jobs to how they were ${takenAt}${state === 'live' ? ', while the gateway served' : ', when the gateway stopped for the update'}.`,
      `📦 **Is set aside**, not deleted: all that ${from} wrote since. The report says where.`,
      '🏠 **Stays**: your workspace and media.',
      `⏱️ The gateway is away for a short while. Then ${from} is in quarantine until you release it.`,
      `-# recovery point ${point}, ${size}`,
    ],
  }),
  nothingToRollBack: 'There is no update to take back. Nothing was done.',
  said: {
    approve: (who, when) => `✅ approved by ${who} ${when}`,
    'update-now': (who, when) => `▶️ started by ${who} ${when}`,
    later: (who, when) => `💤 later, says ${who} ${when}`,
    skip: (who, when) => `🚫 skipped by ${who} ${when}`,
    unskip: (who, when) => `↩️ no longer skipped, says ${who} ${when}`,
    cure: (who, when) => `🩹 cure and update started by ${who} ${when}`,
    'roll-back': (who, when) => `⏪ rollback started by ${who} ${when}`,
    'try-again': (who, when) => `▶️ tried again by ${who} ${when}`,
    release: (who, when) => `🔓 released by ${who} ${when}`,
    keep: (who, when) => `✅ kept, says ${who} ${when}`,
    'take-back': (who, when) => `⏪ back, says ${who} ${when}`,
  },
  saidElsewhere: (who, choice) => `${choice === 'keep' ? '✅' : '⏪'} ${back(choice)}: ${who} said so`,
  saidByNobody: choice => `⌛ ${back(choice)}: nobody answered in time`,
  saidInVain: '👌 no answer was needed any more',
  ranBy: who =>
    `▶️ **${who} started a run.** If there is something to do, its progress is told here; its report in any case.`,
  wouldUpdate: ({ from, to }) => `Would update ${from ?? '?'} → ${to ?? '?'}`,
  status: {
    title: 'How it stands',
    serves: (version, served) =>
      served === null
        ? `OpenClaw ${version}, does not say what it serves`
        : served === version
          ? `OpenClaw ${version}`
          : `OpenClaw ${version} on disk, **${served} serves**`,
    noDaemon: 'the schedule is not known',
    nextRun: when => `due ${when}`,
    noRunYet: 'none yet',
    hold: until => `on hold until ${until ?? 'somebody ends it'}`,
    pin: range => `only versions within ${range}`,
    skipped: versions => `skipped: ${versions}`,
    quarantined: version => `in quarantine: ${version}`,
    breaker: 'automatic runs have stopped after several rollbacks in a row',
    points: (count, size, newest) => `${count}, ${size}; newest ${newest}`,
    openRun: runId => `run ${runId} has not ended`,
  },
  check: {
    offers: (installed, offered) => `${offered} is out; ${installed} is installed`,
    upToDate: installed => `Up to date on ${installed}`,
    nothingOffered: installed => `The channel offers nothing; ${installed} is installed`,
    willUpdate: (version, when) => `The run ${when} takes ${version}.`,
    stays: {
      'up-to-date': when => `The run ${when} has nothing to do.`,
      held: when => `The run ${when} leaves it alone:`,
      'awaiting-approval': when => `The run ${when} asks for your yes:`,
      blocked: when => `The run ${when} cannot take it:`,
    },
    noRun: 'No run is due in the next week.',
  },
  hold: {
    begun: (who, until) =>
      `⏸️ **Automatic runs are on hold**, ${until === null ? 'until somebody ends it' : `until ${until}`}, says ${who}.`,
    ended: who => `▶️ **The hold has ended**, says ${who}: automatic runs may update again.`,
    none: 'Nothing was on hold.',
  },
  history: { title: 'The last runs', none: 'No run yet.', dryRun: 'dry run' },
  doctor: {
    well: count => `All ${count} looks are well`,
    found: (broken, warnings) =>
      [
        ...(broken > 0 ? [`${broken} broken`] : []),
        ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`] : []),
      ].join(', '),
    more: 'The rest: `moltd doctor` at the machine.',
  },
  details: 'Details',
}
