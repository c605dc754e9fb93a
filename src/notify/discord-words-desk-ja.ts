import type { DeskWords } from './discord-words-desk.ts'

const end = (choice: 'keep' | 'rollback') => (choice === 'keep' ? 'このまま確定' : '元に戻す')

export const deskJapanese: DeskWords = {
  buttons: {
    approve: '承認する',
    'update-now': '今すぐ更新',
    later: 'あとで',
    skip: 'このバージョンは見送る',
    unskip: '見送りを取り消す',
    cure: '対処して更新する',
    'ask-rollback': '元に戻す',
    'roll-back': 'はい、戻します',
    cancel: 'このままにする',
    details: '詳細',
    'try-again': 'もう一度試す',
    release: '隔離を解除する',
    keep: 'このまま使う',
    'take-back': '元に戻す',
  },
  does: {
    approve: version => `次の定期実行で ${version} に更新します`,
    later: () => '今は何もせず、次の実行で改めて確認します',
    'try-again': version => `今すぐもう一度 ${version} への更新を試します`,
    release: version => `定期実行で再び ${version} を対象にします`,
  },
  labels: {
    choices: '選択肢',
    cure: '既知の対処法',
    known: '既知の問題',
    hooks: 'ユーザースクリプト',
    rehearsal: '予行',
    said: '操作',
    gateway: 'ゲートウェイ',
    advisories: '既知の問題',
    schedule: '次の実行',
    lastRun: '前回の実行',
    orders: '自動更新の制限',
    recovery: '復元ポイント',
    undelivered: '未送信の報告',
    phases: '経過',
    drivers: '更新方法',
    reasons: '理由',
  },
  refused: {
    elsewhere: '申し訳ありません。moltd は決められたチャンネルでのみ応答します。何も実行していません。',
    nobody:
      '申し訳ありません。操作を許可された方がまだいません(設定の `notify.discord.bot.allow` が空です)。何も実行していません。',
    unlisted:
      '申し訳ありません。この操作は、許可された方のみ行えます(moltd の管理者が `notify.discord.bot.allow` に追加できます)。何も実行していません。',
    unwritten: '申し訳ありません。操作の記録を書き込めないため、何も実行しません。理由はログにあります。',
  },
  unknownButton: 'このボタンは認識できません(別のバージョンか別のボットのものです)。何も実行していません。',
  unknownCommand: 'このコマンドは認識できません。何も実行していません。',
  unknownRun: runId =>
    `実行 ${runId} は見つかりません(別のインストールのものか、履歴が残っていません)。何も実行していません。`,
  atWork: 'moltd は現在作業中です。何も実行していません。終わってからもう一度押してください。',
  overtaken: title => `このメッセージの後に状況が変わりました:${title}。何も実行していません。`,
  pointGone: 'この更新の復元ポイントはもうありません。何も実行していません。',
  failed: reason => `実行できませんでした:${reason}`,
  void: version =>
    `現在配信されているものは、このメッセージの ${version} と異なるため、この承認は無効です。次の実行で改めてお知らせします。`,
  approved: (version, until, next) =>
    `**${version} を承認しました**(期限 ${until})。${next === null ? '次の定期実行で更新します' : `${next} の実行で更新します`}。待たない場合は「今すぐ更新」を押してください。`,
  approvedAlready: (version, who, until) => `${version} は ${who} が承認済みです(期限 ${until})。`,
  isSkipped: version =>
    `${version} は見送り中です。先に「見送りを取り消す」を押してください。何も実行していません。`,
  later: '何も実行していません。次の実行で改めて確認します。ボタンはそのまま残ります。',
  skipped: version => `**${version} を見送ります。** より新しいバージョンは通常どおりお知らせします。`,
  unskipped: version => `${version} を再び対象にします。`,
  released: version => `**${version} の隔離を解除しました。** 定期実行の対象に戻ります。`,
  notQuarantined: version => `${version} は隔離されていません。何も実行していません。`,
  answered: {
    keep: '受け付けました:**新しいバージョンのままにします。**',
    rollback: '受け付けました:**元のバージョンに戻します。** 結果は追って報告します。',
  },
  answeredAlready: (who, choice) => `${who} がすでに回答しています:${end(choice)}`,
  questionOver: 'この質問への回答はもう必要ありません。何も実行していません。',
  started: '**開始しました。** 経過はこのチャンネルでお知らせします。',
  startedNot: reason => `開始できませんでした:${reason}`,
  cancelled: 'このままにします。',
  confirmRollback: ({ from, to, takenAt, point, size, state }) => ({
    title: `${from} → ${to} に戻しますか?`,
    lines: [
      `⏪ **一緒に戻るもの**:プログラム(${to})と、設定・データベース・セッション・認証情報・プラグイン・cron ジョブ(${takenAt}${state === 'live' ? '、稼働中に取得' : '、更新のための停止時点'})。`,
      `📦 **退避されるもの**(削除しません):${from} がその後に書き込んだものすべて。退避先は報告に記載します。`,
      '🏠 **変わらないもの**:ワークスペースとメディア。',
      `⏱️ ゲートウェイはしばらく停止します。${from} は解除するまで隔離されます。`,
      `-# 復元ポイント ${point}、${size}`,
    ],
  }),
  nothingToRollBack: '元に戻せる更新はありません。何も実行していません。',
  said: {
    approve: (who, when) => `✅ ${who} が承認(${when})`,
    'update-now': (who, when) => `▶️ ${who} が開始(${when})`,
    later: (who, when) => `💤 ${who} が「あとで」を選択(${when})`,
    skip: (who, when) => `🚫 ${who} が見送り(${when})`,
    unskip: (who, when) => `↩️ ${who} が見送りを取り消し(${when})`,
    cure: (who, when) => `🩹 ${who} が対処と更新を開始(${when})`,
    'roll-back': (who, when) => `⏪ ${who} が復元を開始(${when})`,
    'try-again': (who, when) => `▶️ ${who} が再試行(${when})`,
    release: (who, when) => `🔓 ${who} が隔離を解除(${when})`,
    keep: (who, when) => `✅ ${who} が「このまま使う」を選択(${when})`,
    'take-back': (who, when) => `⏪ ${who} が「元に戻す」を選択(${when})`,
  },
  saidElsewhere: (who, choice) => `${choice === 'keep' ? '✅' : '⏪'} ${end(choice)}(${who} の回答)`,
  saidByNobody: choice => `⌛ 期限までに回答がなかったため${end(choice)}`,
  saidInVain: '👌 回答は不要になりました',
  ranBy: who => `▶️ **${who} が実行を開始しました。** 更新があれば経過をここに表示し、結果は必ず報告します。`,
  wouldUpdate: ({ from, to }) => `更新できます ${from ?? '?'} → ${to ?? '?'}`,
  status: {
    title: '現在の状態',
    serves: (version, served) =>
      served === null
        ? `OpenClaw ${version}(稼働中のバージョンは不明)`
        : served === version
          ? `OpenClaw ${version} が稼働中`
          : `ディスク上は OpenClaw ${version}、**稼働中は ${served}**`,
    noDaemon: '予定は不明です',
    nextRun: when => `${when} の予定`,
    noRunYet: 'まだありません',
    hold: until => (until === null ? '解除されるまで保留中' : `${until} まで保留中`),
    pin: range => `${range} の範囲のみ`,
    skipped: versions => `見送り:${versions}`,
    quarantined: version => `隔離中:${version}`,
    breaker: '復元が続いたため自動更新を停止しています',
    points: (count, size, newest) => `${count}件、${size}。最新は ${newest}`,
    openRun: runId => `実行 ${runId} は終わっていません`,
  },
  check: {
    offers: (installed, offered) => `${offered} が出ています(現在 ${installed})`,
    upToDate: installed => `${installed} は最新です`,
    nothingOffered: installed => `配信中のバージョンはありません(現在 ${installed})`,
    willUpdate: (version, when) => `${when} の実行で ${version} に更新します。`,
    stays: {
      'up-to-date': when => `${when} の実行ですることはありません。`,
      held: when => `${when} の実行では見送ります:`,
      'awaiting-approval': when => `${when} の実行で承認を求めます:`,
      blocked: when => `${when} の実行では更新できません:`,
    },
    noRun: 'この1週間に実行の予定はありません。',
  },
  hold: {
    begun: (who, until) =>
      `⏸️ **自動更新を保留しました**(${until === null ? '解除されるまで' : `${until} まで`}、${who})。`,
    ended: who => `▶️ **保留を解除しました**(${who})。自動更新を再開します。`,
    none: '保留中ではありませんでした。',
  },
  history: { title: '最近の実行', none: 'まだ実行はありません。', dryRun: '試行' },
  doctor: {
    well: count => `${count}項目すべて正常です`,
    found: (broken, warnings) =>
      [...(broken > 0 ? [`異常 ${broken}件`] : []), ...(warnings > 0 ? [`注意 ${warnings}件`] : [])].join(
        '、',
      ),
    more: '残りは端末の `moltd doctor` で確認できます。',
  },
  details: '詳細',
}
