/** A person's yes to one package, not to a name: when the registry offers anything else under that version, it is void. */
export interface Approval {
  version: string
  /** Of the tarball that was on offer when the yes was given. */
  integrity: string
  by: string
  atMs: number
  /** From then on it counts no more. */
  deadlineMs: number
}

/** The one approval that is in force; on disk when a method returns. */
export interface Approvals {
  approval(): Approval | null
  /** null takes it back. False when that changed nothing. */
  setApproval(approval: Approval | null): boolean
}
