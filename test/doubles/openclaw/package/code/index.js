#!/usr/bin/env node
// The stand-in for `openclaw`: the entry that a unit runs, and that the launcher imports.
import { main } from './cli.js'

await main(process.argv.slice(2))
