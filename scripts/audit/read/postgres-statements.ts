/** The auditor's own SQL. Each statement takes the ids of the events that are looked at. */

const ms = (column: string): string => `round(extract(epoch from ${column}) * 1000)::float8`;

export const EVENTS = `
  select e.id, e.name, p.seat_count as "seatCount", e.max_per_buyer as "maxPerBuyer", ${ms("e.created_at")} as "createdAtMs",
    ${ms("e.cancelled_at")} as "cancelledAtMs", ${ms("e.cancellation_done_at")} as "cancellationDoneAtMs",
    array(select capacity from event_areas where event_id = e.id order by position) as "areaCapacities"
  from events e join plans p on p.sha256 = e.plan_sha256
  where e.id = any($1) order by e.id`;

export const BOOKINGS = `
  select b.event_id as "eventId", b.id, b.buyer_id as "buyerId", b.seat_status as status, b.currency,
    b.seat_total_minor::float8 as "totalMinor", ${ms("b.seat_deadline")} as "deadlineMs",
    b.seat_payment_id as "paymentId", ${ms("b.created_at")} as "createdAtMs", b.seat_version::float8 as version,
    b.payment_status as "paymentStatus", coalesce(i.items, '[]') as items
  from bookings b left join (
    select booking_id, json_agg(json_build_object(
      'seat', seat, 'area', area, 'count', count, 'priceMinor', price_minor) order by position) as items
    from booking_items group by booking_id
  ) i on i.booking_id = b.id
  where b.event_id = any($1)`;

export const PAYMENTS = `
  select p.event_id as "eventId", p.id, p.booking_id as "bookingId", p.provider, p.amount_minor::float8 as "amountMinor",
    p.currency, p.status, p.intent_id as "intentId", p.refunded_minor::float8 as "refundedMinor",
    p.flag is not null as "isFlagged", ${ms("p.created_at")} as "createdAtMs",
    ${ms("greatest(p.heard_at, trail.at, told.at)")} as "quietSinceMs",
    coalesce(trail.changes, '[]') as trail, coalesce(told.is_paid, false) as "isAnnounced"
  from payments p
  left join (
    select entity_id, max(at) as at,
      json_agg(json_build_object('from', from_state, 'to', to_state) order by id) as changes
    from audit_log where entity = 'payment' group by entity_id
  ) trail on trail.entity_id = p.id
  left join (
    select message ->> 'paymentId' as payment_id, bool_or(message ->> 'type' = 'booking.paid') as is_paid,
      max(greatest(created_at, consumed_at)) as at
    from outbox group by 1
  ) told on told.payment_id = p.id
  where p.event_id = any($1)`;

export const REFUNDS = `
  select event_id as "eventId", id, payment_id as "paymentId", amount_minor::float8 as "amountMinor", currency,
    ends_booking as "endsBooking", status, ${ms("created_at")} as "createdAtMs"
  from refunds where event_id = any($1)`;

export const TICKETS = `
  select event_id as "eventId", id, booking_id as "bookingId", seat, area, status from tickets where event_id = any($1)`;

const EVENT_OF_MESSAGE = `coalesce(message ->> 'eventId', p.event_id, r.event_id,
  'evt_' || substr(message ->> 'bookingId', 5, 16))`;

/** Of these events, and those of which nobody can say what event they are about. */
export const STEPS = `
  select o.id, message ->> 'type' as type, ${EVENT_OF_MESSAGE} as "eventId",
    coalesce(message ->> 'bookingId', p.booking_id, r.booking_id) as "bookingId",
    coalesce(message ->> 'paymentId', r.payment_id) as "paymentId", ${ms("o.created_at")} as "createdAtMs",
    o.dead_at is not null as "isDead", o.last_error as "lastError"
  from outbox o
  left join payments p on p.id = message ->> 'paymentId'
  left join refunds r on r.id = message ->> 'refundId'
  where o.consumed_at is null and coalesce(${EVENT_OF_MESSAGE} = any($1), true)
  order by o.created_at`;

export const LOST_MESSAGES = `
  select i.provider, i.provider_event_id as "providerEventId", message ->> 'type' as type, p.event_id as "eventId"
  from inbox i cross join jsonb_array_elements(i.payload) as message
  left join payments p on p.id = message ->> 'paymentId'
  where not exists (select from outbox where outbox.message = message.value) and coalesce(p.event_id = any($1), true)`;

export const EVENT_IDS = "select id from events order by id";
