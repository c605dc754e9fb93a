export interface Ids {
  /** A short id, unique on this machine, that sorts by time: `20261122-060003-k3f9`. */
  newId(): string
}
