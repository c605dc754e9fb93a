/** Of a step that writes a few small files: no time at all, but for a disk that is busy with everybody's writes, where one fsync has taken minutes. */
export const smallStepTimeoutMs = 5 * 60_000
