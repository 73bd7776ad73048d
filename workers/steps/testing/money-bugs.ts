/** Deliberate bugs in the ports of the steps: going every way must find each of them, or it proves nothing. */
import { ok } from "../../../domain/result.ts";
import { attemptOf, ours } from "./money-world.ts";
import type { Sabotage } from "./money-ports.ts";
import type { Services } from "../../services.ts";

export const MONEY_BUGS: Readonly<Record<string, Sabotage>> = {
  "an attempt does not ask whether another one has paid": (services, world) =>
    withPayments(services, {
      markAuthorised: async (id) => {
        attemptOf(world, id).status = "authorised";
        return "authorised";
      },
    }),

  "a void is believed though the money was taken": (services) =>
    withProvider(services, (provider) => ({ ...provider, void: async () => ok(undefined) })),

  "seats that a void payment had confirmed stay sold": (services) => ({
    ...services,
    inventory: {
      ...services.inventory,
      execute: (event, asked) => {
        const { evenIfConfirmed: _dropped, ...rest } = asked as { readonly evenIfConfirmed?: true };
        return services.inventory.execute(event, rest as typeof asked);
      },
    },
  }),

  "a capture that was refused counts as taken": (services) =>
    withProvider(services, (provider) => ({ ...provider, capture: async () => ok({ captured: true }) })),

  "a charge that the bank took back leaves the tickets": (services, world) =>
    withPayments(services, {
      noteDispute: async (id, outcome, reason, outboxId, trace) => {
        await services.payments.noteDispute(id, outcome, reason, outboxId, trace);
        if (world.ticket === "void") world.ticket = "valid";
      },
    }),

  "money goes back while the object would still sell for it": (services, world) => ({
    ...services,
    inventory: {
      ...services.inventory,
      execute: async (event, asked) => {
        const isLeft = asked.type === "reopen" && asked.evenIfConfirmed !== true && ours(world)?.status === "expired";
        if (!isLeft) return services.inventory.execute(event, asked);
        return services.inventory.execute(event, { ...asked, paymentId: "pay_other" as never });
      },
    },
  }),

  "a booking is not payable again, nor free, when its payment has ended": (services) => ({
    ...services,
    inventory: {
      ...services.inventory,
      execute: async (event, asked) => {
        if (asked.type !== "reopen") return services.inventory.execute(event, asked);
        const { result } = await services.inventory.execute(event, { ...asked, paymentId: "pay_other" as never });
        return { result, replayed: false };
      },
    },
  }),
};

function withPayments(services: Services, members: Partial<Services["payments"]>): Services {
  return { ...services, payments: { ...services.payments, ...members } };
}

type Provider = ReturnType<Services["providers"]["of"]>;

function withProvider(services: Services, change: (provider: Provider) => Provider): Services {
  return { ...services, providers: { ...services.providers, of: (name) => change(services.providers.of(name)) } };
}
