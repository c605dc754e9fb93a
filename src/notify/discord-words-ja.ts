import { japaneseCheckTitles } from './discord-check-titles-ja.ts'
import type { DiscordWords, Step } from './discord-words.ts'
import { deskJapanese } from './discord-words-desk-ja.ts'

const step = ({ from, to }: Step) => (from === null || to === null ? 'OpenClaw' : `${from} → ${to}`)
const old = ({ from }: Step) => from ?? '現在のバージョン'
const fresh = ({ to }: Step) => to ?? '新しいバージョン'

/** `0.4秒`, `42秒`, `4分12秒`, `3時間5分`, `4日` */
function duration(ms: number): string {
  if (ms < 9_950) return `${(Math.max(0, ms) / 1000).toFixed(1)}秒`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds}秒`
  if (seconds < 3600) return pair(seconds, 60, '分', '秒')
  const minutes = Math.round(seconds / 60)
  return minutes < 48 * 60 ? pair(minutes, 60, '時間', '分') : `${Math.round(minutes / 1440)}日`
}

function pair(total: number, base: number, large: string, small: string): string {
  const rest = total % base
  return `${Math.floor(total / base)}${large}${rest === 0 ? '' : `${rest}${small}`}`
}

export const japanese: DiscordWords = {
  titles: {
    'up-to-date': at => `${old(at)} は最新です`,
    held: at => (at.to === null ? `${old(at)} のままにします` : `${at.to} は保留中(現在 ${old(at)})`),
    'awaiting-approval': at => `${fresh(at)} が出ました。更新しますか?`,
    blocked: at => `${fresh(at)} には今は更新できません(変更なし)`,
    updated: at => `更新しました ${step(at)}`,
    'rolled-back': at => `${fresh(at)} は不調のため ${old(at)} に戻しました`,
    untouched: at => `変更前に失敗しました(${old(at)} のまま)`,
    stuck: () => '至急:ゲートウェイの手動復旧が必要です',
  },
  wentBack: at => `戻しました ${step(at)}`,
  asks: at => `${fresh(at)} のままにしますか、${old(at)} に戻しますか?`,
  answerBy: (when, otherwise) =>
    `回答がなければ ${when} に${otherwise === 'keep' ? 'このまま確定します' : '元に戻します'}。`,
  summaries: {
    'up-to-date': '新しいバージョンは配信されていません。',
    held: '新しいバージョンがありますが、設定により見送りました。',
    'awaiting-approval': 'あなたの承認を待っています。',
    blocked: '事前確認で問題が見つかりました。',
    updated: '新しいバージョンが動いており、様子見の間も正常でした。',
    'rolled-back': 'プログラムとデータを一緒に元へ戻しました。',
    untouched: 'ゲートウェイには手を付けていません。',
    stuck: '新旧どちらのバージョンも正常と確認できません。',
  },
  labels: {
    error: 'エラー',
    alarms: '確認してください',
    changes: '変更点',
    checks: '確認項目',
    afterBack: '戻した後の状態',
    time: '所要時間',
    recovery: '復元ポイント',
    setAside: '退避先',
    evidence: '調査用の記録',
    next: '次にすること',
  },
  allChecksPass: count => `✓ ${count}件すべて合格`,
  someChecksPass: (passed, count) => `${count}件中${passed}件合格`,
  moreChecks: count => `… ほか${count}件`,
  asBefore: '更新前と同じ',
  checkTitle: ({ name, title }) => japaneseCheckTitles[name] ?? title,
  oldVersion: {
    well: '✓ 正常に戻りました',
    ill: '✗ 正常ではありません',
    inconclusive: '? 判断できません',
  },
  duration,
  took: (ms, away) =>
    away === null || away === 0 ? duration(ms) : `${duration(ms)}(うちゲートウェイ停止 ${duration(away)})`,
  where: (unit, host) => [host, unit].filter(part => part !== null).join(' の '),
  run: runId => `実行 ${runId}`,
  atWork: at => `更新中 ${step(at)}`,
  goingBack: at => `${old(at)} に戻しています`,
  phases: {
    check: '調査',
    decide: '判断',
    preflight: '事前確認',
    rehearse: '予行',
    remedy: '対処',
    snapshot: '復元ポイント',
    update: '更新',
    verify: '検証',
    commit: '確定',
    rollback: '復元',
    report: '報告',
  },
  since: began => `${began}に開始`,
  waitsFor: what => `待機中:${what}`,
  triggers: {
    manual: '手動',
    schedule: '定期',
    'catch-up': '未実行分',
    discord: 'Discord から',
    recovery: '中断した実行の復旧',
  },
  late: count => `送信が遅れた報告 ${count}件`,
  earlier: count => `… ほか以前の${count}件`,
  otherWayShut: reason => `別の経路が使えません:${reason}`,
  moreChanges: count => `ほか${count}件の変更`,
  allChanges: 'リリースノート',
  unlocks: when => `${when} に自動で解除されます。`,
  overdue: 'セキュリティ更新が、期限を過ぎても適用されていません。',
  desk: deskJapanese,
}
