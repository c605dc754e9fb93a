// A restore, in its order: plan, stage both (the gateway may serve), stop, set aside, swap, keep what only goes
// forward, unit and launchers, start, finish. Each may be repeated after a kill at any instruction.
export { finishAside } from './finish-aside.ts'
export { keepForwardOnly } from './forward-only.ts'
export { planRestore, type RestorePlan } from './restore-plan.ts'
export { setAside } from './set-aside.ts'
export { stageAside, stageProgram, stageState } from './stage-restore.ts'
export { restoreLaunchers, restoreUnit, swapProgram, swapState } from './swap-restore.ts'
