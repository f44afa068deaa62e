-- The oracle: docs/guardrails.md read in plain SQL over the timeline alone (shipment, shipment_item, observation, intent,
-- cancelled_list, return_seen, hub_fact, location_pin). It knows nothing of facts, stories or the tally, and is slow on purpose where
-- that is plainer. Wanted before: temp tables reason_row(position, reason, sub_reason, whose) and zone_pin(start, zone).
-- Left behind: temp table oracle_day, to be compared with tally_day, and owed, the shipments behind `due`.

-- Reads that changed something: when, and the last read before.
CREATE TEMP TABLE o AS
  SELECT id, shipment_no AS no, at, since, field, part, old, new FROM observation
  WHERE field IN ('state', 'dispatch-by', 'ordered-at', 'item-state', 'item-quantity', 'item-cancellation');
CREATE INDEX temp.o_by_part ON o (no, field, part, at);
CREATE INDEX temp.o_by_read ON o (no, at);

CREATE TEMP TABLE look AS
  SELECT no, at, since, row_number() OVER (PARTITION BY no ORDER BY at) - 1 AS n, count(*) OVER (PARTITION BY no) - 1 AS last_n
  FROM (SELECT no, first_seen_at AS at, NULL AS since FROM shipment
        UNION ALL SELECT no, at, max(since) FROM o GROUP BY no, at);
CREATE UNIQUE INDEX temp.look_by_n ON look (no, n);

-- What the shipment was after each read: the old value of the next change, or what it is now.
CREATE TEMP TABLE ship_look AS
  SELECT l.no, l.n, l.last_n, l.at, l.since,
    ifnull((SELECT c.old FROM o c WHERE c.no = l.no AND c.field = 'state' AND c.part IS NULL AND c.at > l.at
            ORDER BY c.at LIMIT 1), s.state) AS state,
    (SELECT m.old FROM o m WHERE m.no = l.no AND m.field = 'state' AND m.part IS NULL AND m.at = l.at) AS moved_from
  FROM look l JOIN shipment s ON s.no = l.no;
CREATE UNIQUE INDEX temp.ship_look_by_n ON ship_look (no, n);

-- Every line a shipment ever had, and its units after each read; 0 where it was not part of it.
CREATE TEMP TABLE line AS
  SELECT shipment_no AS no, order_item_id AS item FROM shipment_item
  UNION SELECT no, part FROM o WHERE part IS NOT NULL;
CREATE TEMP TABLE units_look AS
  SELECT l.no, l.item, k.n, k.last_n, k.at, k.since,
    CAST(ifnull((SELECT c.old FROM o c WHERE c.no = l.no AND c.field = 'item-quantity' AND c.part = l.item AND c.at > k.at
                 ORDER BY c.at LIMIT 1), ifnull(i.quantity, 0)) AS INTEGER) AS units
  FROM line l JOIN look k ON k.no = l.no
  LEFT JOIN shipment_item i ON i.shipment_no = l.no AND i.order_item_id = l.item;
CREATE UNIQUE INDEX temp.units_look_by_n ON units_look (no, item, n);

-- State of a line, from the last read backwards: its own note if there is one; else it went with the shipment, if it stood
-- where the shipment stood.
CREATE TEMP TABLE state_look AS
  WITH RECURSIVE walk (no, item, n, state) AS (
    SELECT u.no, u.item, u.n, i.state FROM units_look u
    LEFT JOIN shipment_item i ON i.shipment_no = u.no AND i.order_item_id = u.item WHERE u.n = u.last_n
    UNION ALL
    SELECT w.no, w.item, w.n - 1,
      CASE WHEN note.id IS NOT NULL THEN note.old
           WHEN u.units > 0 AND s.moved_from IS NOT NULL AND s.state = w.state THEN s.moved_from
           ELSE w.state END
    FROM walk w
    JOIN ship_look s ON s.no = w.no AND s.n = w.n
    JOIN units_look u ON u.no = w.no AND u.item = w.item AND u.n = w.n
    LEFT JOIN o note ON note.no = w.no AND note.field = 'item-state' AND note.part = w.item AND note.at = s.at
    WHERE w.n > 0)
  SELECT no, item, n, state FROM walk;
CREATE UNIQUE INDEX temp.state_look_by_n ON state_look (no, item, n);

-- A line that is not part of the shipment keeps what was noted when it vanished.
CREATE TEMP TABLE line_look AS
  SELECT u.no, u.item, u.n, u.last_n, u.at, u.since, u.units,
    CASE WHEN u.units > 0 THEN s.state ELSE
      (SELECT v.new FROM o v WHERE v.no = u.no AND v.field = 'item-state' AND v.part = u.item AND v.at <= u.at AND v.old = v.new
       ORDER BY v.at DESC LIMIT 1) END AS state,
    CASE WHEN u.units = 0 THEN
      (SELECT v.new FROM o v WHERE v.no = u.no AND v.field = 'item-cancellation' AND v.part = u.item AND v.at <= u.at
         AND v.old = v.new ORDER BY v.at DESC LIMIT 1)
    ELSE ifnull(
      (SELECT c.old FROM o c WHERE c.no = u.no AND c.field = 'item-cancellation' AND c.part = u.item AND c.at > u.at
       ORDER BY c.at LIMIT 1),
      (SELECT json_object('at', i.cancelled_at, 'reason', i.cancel_reason, 'sub_reason', i.cancel_sub_reason,
         'courier_return', json(iif(i.is_courier_return, 'true', 'false')))
       FROM shipment_item i WHERE i.shipment_no = u.no AND i.order_item_id = u.item)) END AS why
  FROM units_look u JOIN state_look s USING (no, item, n);
DROP TABLE temp.units_look;
DROP TABLE temp.state_look;

CREATE TEMP TABLE seen AS
  SELECT no, item, n, last_n, at, since, units, state,
    json_extract(why, '$.at') AS on_date, json_extract(why, '$.reason') AS reason, json_extract(why, '$.sub_reason') AS sub_reason,
    ifnull(state = 'CANCELLED' AND NOT ifnull(json_extract(why, '$.courier_return'), 0), 0) AS is_out,
    ifnull(state = 'CANCELLED' AND ifnull(json_extract(why, '$.courier_return'), 0), 0) AS is_back,
    ifnull(state IN ('RETURN_REQUESTED', 'RETURNED'), 0) AS is_returned
  FROM line_look;
CREATE UNIQUE INDEX temp.seen_by_n ON seen (no, item, n);
DROP TABLE temp.line_look;

-- Approved: units when first seen, and any added later.
CREATE TEMP TABLE approved AS
  SELECT b.no, b.item, sum(max(0, b.units - ifnull(a.units, 0))) AS units
  FROM seen b LEFT JOIN seen a ON a.no = b.no AND a.item = b.item AND a.n = b.n - 1 GROUP BY b.no, b.item;
CREATE UNIQUE INDEX temp.approved_by ON approved (no, item);

-- Cancelled by fewer units: the date is this event's when the same read brought it.
CREATE TEMP TABLE event AS
  SELECT b.no, b.item, b.n AS position, a.units - b.units AS units, b.at AS seen_at, b.reason, b.sub_reason,
    iif(b.on_date IS NOT NULL AND b.on_date IS NOT a.on_date, b.on_date, b.since) AS at_from,
    iif(b.on_date IS NOT NULL AND b.on_date IS NOT a.on_date, b.on_date, b.at) AS at_to
  FROM seen b JOIN seen a ON a.no = b.no AND a.item = b.item AND a.n = b.n - 1
  WHERE b.units < a.units AND NOT b.is_out AND NOT b.is_back AND NOT a.is_out;
-- Cancelled as a line: all that is left of it, since the read from which on it stands cancelled; dated by the newest date.
INSERT INTO event
  SELECT z.no, z.item, 1000000, p.units - ifnull((SELECT sum(e.units) FROM event e WHERE e.no = z.no AND e.item = z.item), 0),
    f.at, z.reason, z.sub_reason, ifnull(d.on_date, f.since), ifnull(d.on_date, f.at)
  FROM seen z
  JOIN approved p ON p.no = z.no AND p.item = z.item
  JOIN seen f ON f.no = z.no AND f.item = z.item AND f.n =
    ifnull((SELECT max(x.n) + 1 FROM seen x WHERE x.no = z.no AND x.item = z.item AND NOT x.is_out), 0)
  LEFT JOIN seen d ON d.no = z.no AND d.item = z.item AND d.n =
    (SELECT max(x.n) FROM seen x WHERE x.no = z.no AND x.item = z.item AND x.n >= f.n AND x.on_date IS NOT NULL)
  WHERE z.n = z.last_n AND z.is_out;
DELETE FROM event WHERE units <= 0;

-- Who: our own confirmed cancel, the one list it stands in, the reason, nobody. 0 seller, 1 buyer, 2 marketplace, 3 unknown.
CREATE TEMP TABLE cancelled AS
  SELECT e.*,
    CASE WHEN EXISTS (SELECT 1 FROM intent i WHERE i.shipment_no = e.no AND i.action = 'cancel' AND i.state = 'confirmed'
                        AND i.sent_at <= e.seen_at) THEN 0
         WHEN (SELECT count(*) FROM cancelled_list c WHERE c.shipment_no = e.no) = 1
           THEN (SELECT c.whose FROM cancelled_list c WHERE c.shipment_no = e.no)
         ELSE ifnull((SELECT r.whose FROM reason_row r
             WHERE (r.reason = '' OR r.reason = replace(replace(lower(trim(ifnull(e.reason, ''))), ' ', '_'), '-', '_'))
               AND (r.sub_reason = '' OR r.sub_reason = replace(replace(lower(trim(ifnull(e.sub_reason, ''))), ' ', '_'), '-', '_'))
             ORDER BY r.sub_reason = '', r.reason = '', r.position LIMIT 1), 3) END AS whose,
    sum(units) OVER (PARTITION BY no, item ORDER BY position) AS through
  FROM event e;

-- Back by courier: the line as it stands, else as listed. Back from the buyer: by the list or by imports, whichever knows of
-- more, else from the first read on that showed it. Neither more than is left.
CREATE TEMP TABLE left_of AS
  SELECT p.no, p.item, p.units AS approved, p.units - ifnull(sum(c.units), 0) AS units
  FROM approved p LEFT JOIN cancelled c ON c.no = p.no AND c.item = p.item GROUP BY p.no, p.item;
CREATE UNIQUE INDEX temp.left_by ON left_of (no, item);
CREATE TEMP TABLE told AS
  SELECT shipment_no AS no, item, iif(units = 0, 1000000000, units) AS units FROM hub_fact WHERE kind = 2;
CREATE INDEX temp.told_by ON told (no);
CREATE TEMP TABLE listed AS
  SELECT r.shipment_no AS no, r.item, r.by_courier, r.units FROM return_seen r
  WHERE r.stands AND r.id = (SELECT max(x.id) FROM return_seen x WHERE x.return_id = r.return_id);
CREATE INDEX temp.listed_by ON listed (no);
CREATE TEMP TABLE known_back AS
  SELECT l.no, l.item, l.units,
    (SELECT s.is_back FROM seen s WHERE s.no = l.no AND s.item = l.item AND s.n = s.last_n) AS is_back,
    -- A report that names no line speaks of the first lines first.
    ifnull((SELECT max(0, min(l.units, t.units - iif(t.item IS NULL, ifnull(
        (SELECT sum(m.units) FROM left_of m WHERE m.no = l.no AND m.item < l.item), 0), 0)))
      FROM told t WHERE t.no = l.no AND (t.item IS NULL OR t.item = l.item)), 0) AS imported,
    ifnull((SELECT sum(iif(r.units = 0, l.units, min(r.units, l.units))) FROM listed r
      WHERE r.no = l.no AND r.item = l.item AND NOT r.by_courier), 0) AS listed,
    ifnull((SELECT sum(iif(r.units = 0, l.units, min(r.units, l.units))) FROM listed r
      WHERE r.no = l.no AND r.item = l.item AND r.by_courier), 0) AS by_courier,
    ifnull((SELECT p.units - ifnull((SELECT sum(c.units) FROM event c
        WHERE c.no = p.no AND c.item = p.item AND c.position <= s.n), 0)
      FROM seen s JOIN approved p ON p.no = s.no AND p.item = s.item
      WHERE s.no = l.no AND s.item = l.item AND s.is_returned ORDER BY s.n LIMIT 1), 0) AS returned
  FROM left_of l;
CREATE TEMP TABLE back AS
  SELECT no, item, iif(is_back, units, min(units, by_courier)) AS courier,
    min(units, iif(imported + listed > 0, max(imported, listed), returned)) AS customer
  FROM known_back;
CREATE UNIQUE INDEX temp.back_by ON back (no, item);

-- The price of the first k units of a line: its price divided over its units, the remainder on the first. What is cancelled
-- or comes back is taken from the end. A line that is no longer there is worth nothing.
CREATE TEMP TABLE price AS
  SELECT shipment_no AS no, order_item_id AS item, total_price / max(quantity, 1) AS each, total_price % max(quantity, 1) AS odd
  FROM shipment_item;
CREATE UNIQUE INDEX temp.price_by ON price (no, item);
CREATE TEMP TABLE gone AS
  SELECT c.no, c.whose, c.units, c.at_from, c.at_to,
    ifnull(c.units * p.each + iif(c.through = a.units, p.odd, 0), 0) AS value
  FROM cancelled c JOIN approved a USING (no, item) LEFT JOIN price p USING (no, item);
CREATE INDEX temp.gone_by ON gone (no);
CREATE TEMP TABLE whole AS
  SELECT l.no, sum(l.approved) AS units,
    sum(ifnull(l.approved * p.each + iif(l.approved > 0, p.odd, 0), 0)) AS value,
    sum(l.units) AS left_units, sum(ifnull(l.units * p.each + iif(l.units > 0, p.odd, 0), 0)) AS left_value,
    sum(b.courier) AS courier, sum(ifnull(b.courier * p.each + iif(b.courier > 0 AND b.courier = l.units, p.odd, 0), 0)) AS courier_value,
    sum(b.customer) AS customer,
    sum(ifnull(b.customer * p.each + iif(b.customer > 0 AND b.customer = l.units, p.odd, 0), 0)) AS customer_value
  FROM left_of l JOIN back b USING (no, item) LEFT JOIN price p USING (no, item) GROUP BY l.no;
CREATE UNIQUE INDEX temp.whole_by ON whole (no);

-- How far along the road: 4 ready, 5 picked up, 7 delivered. Cancelled on the road is out, but was picked up.
CREATE TEMP TABLE road AS
  SELECT s.no, s.at, s.since, s.n,
    CASE s.state WHEN 'READY_TO_DISPATCH' THEN 4 WHEN 'PICKUP_COMPLETE' THEN 5 WHEN 'SHIPPED' THEN 6 WHEN 'DELIVERED' THEN 7
      WHEN 'COMPLETED' THEN 8 WHEN 'RETURN_REQUESTED' THEN 8 WHEN 'RETURNED' THEN 8
      WHEN 'CANCELLED' THEN iif(EXISTS (SELECT 1 FROM seen l WHERE l.no = s.no AND l.n = s.n AND l.is_back), 6, 0)
      ELSE 0 END AS reached
  FROM ship_look s;
CREATE INDEX temp.road_by ON road (no, n);
CREATE TEMP TABLE ours AS
  SELECT shipment_no AS no, sent_at, answered FROM (
    SELECT i.shipment_no, i.sent_at, i.settled_at, i.id,
      ifnull((SELECT max(m.at) FROM intent_move m WHERE m.intent = i.id AND m.to_state = 'accepted'), i.settled_at) AS answered,
      row_number() OVER (PARTITION BY i.shipment_no ORDER BY i.settled_at, i.id) AS position
    FROM intent i WHERE i.action = 'rtd' AND i.state = 'confirmed')
  WHERE position = 1;
CREATE UNIQUE INDEX temp.ours_by ON ours (no);
CREATE TEMP TABLE way AS
  SELECT s.no,
    iif(u.no IS NULL OR r.at <= u.sent_at, r.since, u.sent_at) AS ready_from,
    iif(u.no IS NULL OR r.at <= u.sent_at, r.at, u.answered) AS ready_to,
    p.since AS picked_from, p.at AS picked_to, d.at AS delivered_to
  FROM shipment s LEFT JOIN ours u ON u.no = s.no
  LEFT JOIN road r ON r.no = s.no AND r.n = (SELECT min(n) FROM road x WHERE x.no = s.no AND x.reached >= 4)
  LEFT JOIN road p ON p.no = s.no AND p.n = (SELECT min(n) FROM road x WHERE x.no = s.no AND x.reached >= 5)
  LEFT JOIN road d ON d.no = s.no AND d.n = (SELECT min(n) FROM road x WHERE x.no = s.no AND x.reached >= 7);
CREATE UNIQUE INDEX temp.way_by ON way (no);

-- Near: the same pin code, or the same zone; the longest beginning tells the zone.
CREATE TEMP TABLE pin_zone AS
  SELECT pin, (SELECT z.zone FROM zone_pin z WHERE substr(trim(pin), 1, length(z.start)) = z.start
               ORDER BY length(z.start) DESC LIMIT 1) AS zone
  FROM (SELECT pin FROM location_pin UNION SELECT pin FROM shipment WHERE pin IS NOT NULL);
CREATE UNIQUE INDEX temp.pin_zone_by ON pin_zone (pin);
CREATE TEMP TABLE near AS
  SELECT s.no FROM shipment s JOIN location_pin f ON f.location_id = s.location_id
  JOIN pin_zone a ON a.pin = f.pin JOIN pin_zone b ON b.pin = s.pin
  WHERE a.zone = b.zone OR (trim(f.pin) = trim(s.pin) AND length(trim(s.pin)) = 6);
CREATE UNIQUE INDEX temp.near_by ON near (no);
CREATE TEMP TABLE zone_known AS
  SELECT s.no FROM shipment s JOIN location_pin f ON f.location_id = s.location_id
  JOIN pin_zone a ON a.pin = f.pin JOIN pin_zone b ON b.pin = s.pin WHERE a.zone IS NOT NULL AND b.zone IS NOT NULL
  UNION SELECT no FROM near;
CREATE UNIQUE INDEX temp.zone_known_by ON zone_known (no);

-- All cancelled, and so already when we first met it.
CREATE TEMP TABLE met_gone AS
  SELECT t.no FROM whole t WHERE t.left_units = 0 AND t.units > 0
    AND NOT EXISTS (SELECT 1 FROM seen f WHERE f.no = t.no AND f.n = 0 AND NOT f.is_out
      AND EXISTS (SELECT 1 FROM approved p WHERE p.no = f.no AND p.item = f.item AND p.units > 0));
CREATE UNIQUE INDEX temp.met_gone_by ON met_gone (no);

-- Due: what was not cancelled at or before the current dispatch-by; a bracket around it counts as before. Seller Hub's word
-- that it was a breach settles only what nobody here saw.
CREATE TEMP TABLE owed AS
  SELECT s.no, s.order_id, s.location_id, s.due_at, s.seen_at, w.ready_to IS NOT NULL AS is_ready,
    t.units - ifnull((SELECT sum(g.units) FROM gone g WHERE g.no = s.no
      AND (g.at_to <= s.due_at OR g.at_from IS NULL OR g.at_from < s.due_at)), 0) AS units,
    t.value - ifnull((SELECT sum(g.value) FROM gone g WHERE g.no = s.no
      AND (g.at_to <= s.due_at OR g.at_from IS NULL OR g.at_from < s.due_at)), 0) AS value,
    CASE WHEN w.ready_to IS NULL THEN m.no IS NOT NULL AND NOT h.is_breach
         ELSE w.ready_to <= s.due_at OR (w.ready_from IS NULL AND NOT h.is_breach) END AS in_time,
    CASE WHEN w.ready_to IS NULL THEN m.no IS NOT NULL AND NOT h.is_breach
         WHEN w.ready_from IS NULL THEN w.ready_to > s.due_at AND NOT h.is_breach
         ELSE w.ready_to > s.due_at AND w.ready_from < s.due_at END AS estimated
  FROM shipment s JOIN whole t USING (no) JOIN way w USING (no) LEFT JOIN met_gone m USING (no)
  JOIN (SELECT no, EXISTS (SELECT 1 FROM hub_fact WHERE kind = 3 AND shipment_no = no) AS is_breach FROM shipment) h USING (no)
  WHERE s.due_at <> 253402300799999;

-- The day of a pickup; one that nobody saw coming is of the day it was due, if that is earlier.
CREATE TEMP TABLE pickup AS
  SELECT s.no,
    (iif(w.picked_from IS NULL, min(w.picked_to, s.due_at), w.picked_to) + 19800000) / 86400000 AS day,
    w.picked_from IS NULL OR (w.picked_from + 19800000) / 86400000 <> (w.picked_to + 19800000) / 86400000 AS estimated
  FROM way w JOIN shipment s USING (no) WHERE w.picked_to IS NOT NULL;
CREATE UNIQUE INDEX temp.pickup_by ON pickup (no);

-- Booked: shipment, India day, measure, units, value, estimated.
CREATE TEMP TABLE day_of AS
  SELECT s.no, s.order_id, s.location_id, (ifnull(s.ordered_at, s.first_seen_at) + 19800000) / 86400000 AS day,
    s.ordered_at IS NULL AS estimated FROM shipment s;
CREATE UNIQUE INDEX temp.day_of_by ON day_of (no);
CREATE TEMP TABLE booked (no, day, measure, units, value, estimated);
INSERT INTO booked
  SELECT no, day, 1, units, value, estimated FROM whole JOIN day_of USING (no)
  UNION ALL
  SELECT no, day, CASE whose WHEN 0 THEN 2 WHEN 1 THEN 4 WHEN 2 THEN 5 ELSE 6 END, units, value, estimated OR whose = 3
    FROM gone JOIN day_of USING (no)
  UNION ALL
  SELECT no, (at_to + 19800000) / 86400000, 3, units, value,
    at_from IS NULL OR (at_from + 19800000) / 86400000 <> (at_to + 19800000) / 86400000 FROM gone WHERE whose = 0
  UNION ALL
  SELECT no, (due_at + 19800000) / 86400000, 7, units, value, estimated FROM owed
  UNION ALL
  SELECT no, (due_at + 19800000) / 86400000, 8, units, value, estimated FROM owed WHERE in_time
  UNION ALL
  SELECT no, day, 9, 1, 0, estimated FROM pickup
  UNION ALL
  SELECT h.shipment_no, (h.at + 19800000) / 86400000, m.measure, 1, 0, 0
    FROM hub_fact h, (SELECT 9 AS measure UNION ALL SELECT 10) m WHERE h.kind = 1
  UNION ALL
  SELECT no, day, 11, left_units - courier, left_value - courier_value, estimated
    FROM whole JOIN day_of USING (no) JOIN way USING (no) WHERE delivered_to IS NOT NULL
  UNION ALL
  SELECT no, day, 12, customer, customer_value, estimated FROM whole JOIN day_of USING (no)
  UNION ALL
  SELECT no, day, 13, courier, courier_value, estimated FROM whole JOIN day_of USING (no)
  UNION ALL
  SELECT no, day, 14, left_units, left_value, estimated FROM whole JOIN pickup USING (no) JOIN zone_known USING (no)
  UNION ALL
  SELECT no, day, 15, left_units, left_value, estimated FROM whole JOIN pickup USING (no) JOIN near USING (no);

-- The account by itself, and every warehouse.
CREATE TEMP TABLE oracle_day AS
  SELECT b.day, p.location_id, b.measure, sum(b.units) AS units, count(DISTINCT b.no) AS shipments,
    count(DISTINCT d.order_id) AS orders, sum(b.value) AS value, sum(b.units * b.estimated) AS estimated_units,
    count(DISTINCT iif(b.estimated, b.no, NULL)) AS estimated_shipments,
    count(DISTINCT iif(b.estimated, d.order_id, NULL)) AS estimated_orders
  FROM booked b JOIN day_of d USING (no)
  JOIN (SELECT no, '' AS location_id FROM shipment UNION ALL
        SELECT no, location_id FROM shipment WHERE location_id IS NOT NULL) p ON p.no = b.no
  WHERE b.units > 0 GROUP BY b.day, p.location_id, b.measure;
