/** A service behind a port could not be reached, or cannot serve now. The same call may succeed later, so nobody is at fault. */
export class ServiceOutage extends Error {
  override readonly name = "ServiceOutage";
}
