/** True when `password` is what `hash` (a PHC string) was made of. Costs tens of milliseconds of CPU, on purpose. */
export interface PasswordVerifier {
  verify(password: string, hash: string): boolean;
}
