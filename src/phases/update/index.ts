export { driveUpdate } from './drive-update.ts'
export {
  type DriverAttempt,
  type DriverName,
  defaultIdleLimitMs,
  defaultLongestMs,
  driverNames,
  type Touched,
  type UpdateRequest,
  type UpdateResult,
  type UpdateWorld,
} from './update-request.ts'
export { type UpdatersEnd, waitForUpdatersToEnd } from './wait-for-updaters.ts'
