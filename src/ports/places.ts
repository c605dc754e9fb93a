/** Where moltd keeps its own things; absolute paths. */
export interface Places {
  home: string
  /** `~/.config/moltd` */
  configFolder: string
  /** `$XDG_DATA_HOME/moltd`: journal, recovery points, evidence. */
  dataFolder: string
  /** `$XDG_RUNTIME_DIR/moltd`, or a folder below the data folder. */
  runtimeFolder: string
  temporaryFolder: string
  /** Our own uid. */
  uid: number
}
