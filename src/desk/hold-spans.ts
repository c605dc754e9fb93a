const dayMs = 86_400_000

/** How long a hold lasts; null: until somebody ends it. `end` ends it. */
export const holdSpans = {
  '1d': dayMs,
  '3d': 3 * dayMs,
  '7d': 7 * dayMs,
  '14d': 14 * dayMs,
  open: null,
  end: null,
} as const

export type HoldSpan = keyof typeof holdSpans
