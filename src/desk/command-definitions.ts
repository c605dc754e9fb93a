import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10'

// Numbers, since Discord's names for them cost megabytes: options of kind 1 are subcommands, of kind 3 texts; context 0 is a server.
const subcommand = (name: string, description: string, japanese: string) =>
  ({ type: 1, name, description, description_localizations: { ja: japanese } }) as const

/** The commands that Discord offers in the server: all of ours. */
export const deskCommandDefinitions: readonly RESTPostAPIApplicationCommandsJSONBody[] = [
  {
    name: 'moltd',
    description: 'Keep the OpenClaw gateway up to date',
    description_localizations: { ja: 'OpenClaw ゲートウェイを最新に保つ' },
    contexts: [0],
    options: [
      subcommand('status', 'How it stands: versions, next run, last run, holds', '現在の状態'),
      subcommand('check', 'What is on offer, and what the next run does about it', '新しいバージョンの確認'),
      {
        ...subcommand('run', 'Update now, whatever restrains runs on schedule', '今すぐ更新する'),
        options: [
          {
            type: 3,
            name: 'version',
            description: 'This exact version; absent: what the channel offers',
            description_localizations: { ja: '特定のバージョン(省略時は配布中のもの)' },
            max_length: 40,
          },
        ],
      },
      subcommand(
        'dry-run',
        'Go the whole way up to the first touch, and say what would happen',
        '更新の試行',
      ),
      subcommand('rollback', 'Take the newest update back, program and data; asks once more', '元に戻す'),
      {
        ...subcommand(
          'hold',
          'Let runs on schedule update nothing for a while, or end that',
          '自動更新の保留',
        ),
        options: [
          {
            type: 3,
            name: 'for',
            description: 'How long; absent: until somebody ends it',
            description_localizations: { ja: '期間(省略時は解除されるまで)' },
            choices: [
              { name: '1 day', name_localizations: { ja: '1日' }, value: '1d' },
              { name: '3 days', name_localizations: { ja: '3日' }, value: '3d' },
              { name: '1 week', name_localizations: { ja: '1週間' }, value: '7d' },
              { name: '2 weeks', name_localizations: { ja: '2週間' }, value: '14d' },
              { name: 'until somebody ends it', name_localizations: { ja: '解除されるまで' }, value: 'open' },
              { name: 'end the hold', name_localizations: { ja: '保留を解除' }, value: 'end' },
            ],
          },
          {
            type: 3,
            name: 'reason',
            description: 'Why; said in every report meanwhile',
            description_localizations: { ja: '理由(報告に記載されます)' },
            max_length: 200,
          },
        ],
      },
      {
        ...subcommand('history', 'The last runs, or one of them', '実行の履歴'),
        options: [
          {
            type: 3,
            name: 'run',
            description: 'Id of a run, or its beginning',
            description_localizations: { ja: '実行の ID(先頭だけでも可)' },
            max_length: 40,
          },
        ],
      },
      subcommand('doctor', "Everything that could stop tomorrow's run", '問題の診断'),
    ],
  },
]
