/** A healthy gateway has been seen not to answer for two seconds, on a busy machine after its start. */
export const probeTimeoutMs = 5_000
