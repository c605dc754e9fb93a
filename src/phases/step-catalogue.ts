import { type Undoable, undoable } from '../engine/step.ts'
import { evidenceStep } from './evidence/index.ts'
import { rehearseCandidateStep } from './rehearse/stage.ts'
import { applyRemedy } from './remedy/set-config.ts'
import { armAtStop, installGatewayDropIn, pinInstalledSource, takePoint } from './snapshot/index.ts'
import { driveUpdateStep, sealRecoveryPoint } from './update/stage.ts'
import type { Walk } from './way.ts'

/** The steps of a run that may turn out to have touched nothing, so that their undo is found by name. After a touch, a run is committed or rolled back. */
export function stepCatalogue(walk: Walk): readonly Undoable[] {
  return [
    undoable(rehearseCandidateStep(walk)),
    undoable(installGatewayDropIn(walk)),
    ...(walk.mirror === null ? [] : [undoable(pinInstalledSource(walk, walk.mirror))]),
    undoable(takePoint(walk)),
    undoable(armAtStop(walk)),
    undoable(applyRemedy(walk)),
    undoable(driveUpdateStep(walk)),
    undoable(sealRecoveryPoint(walk)),
    undoable(evidenceStep(walk)),
  ]
}
