/** Transient units of a run; by name they are found again after a crash. */
export function updateJobName(runId: string, part: 'openclaw' | 'stage' | 'doctor'): string {
  return `moltd-update-${runId}-${part}`
}

export function jobNamesOf(runId: string): string[] {
  return [updateJobName(runId, 'openclaw'), updateJobName(runId, 'stage'), updateJobName(runId, 'doctor')]
}
