/** An answer of the gateway that is an error. Thrown by operations before they have written anything. */
export class GatewayRefusal extends Error {
  readonly status: 400 | 401 | 404 | 409;
  readonly code: string;

  constructor(status: GatewayRefusal["status"], code: string, message: string) {
    super(message);
    this.name = "GatewayRefusal";
    this.status = status;
    this.code = code;
  }
}
