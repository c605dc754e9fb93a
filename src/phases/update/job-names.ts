const parts = ['openclaw', 'stage', 'pnpm', 'doctor'] as const

/** Transient units of a run; by name they are found again after a crash. */
export function updateJobName(runId: string, part: (typeof parts)[number]): string {
  return `moltd-update-${runId}-${part}`
}

export function jobNamesOf(runId: string): string[] {
  return parts.map(part => updateJobName(runId, part))
}
