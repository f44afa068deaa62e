-- A timeline in bulk: a seller of 90 days as merges would have left it. :size shipments; :now is the moment.
-- One in a hundred was cancelled, seven in a thousand were late, one order in sixteen has two shipments.
INSERT INTO location (location_id, name) VALUES ('LOC0', 'North'), ('LOC1', 'South'), ('LOC2', 'West');
INSERT INTO location_pin (location_id, pin) VALUES ('LOC0', '110001'), ('LOC1', '560034'), ('LOC2', '421302');

CREATE TEMP TABLE plan AS
  WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :size),
  scattered AS (SELECT n, (n * 2654435761) & 4294967295 AS h, (n * 40503 + 12345) * 2246822519 & 4294967295 AS g FROM number)
  SELECT n, h, g, 'LOC' || (g % 3) AS location_id, :now - h % 7776000 * 1000 AS ordered_at,
    -- Cut-offs stand at four hours of the day.
    ((:now - h % 7776000 * 1000 + 86400000) / 21600000 + 1) * 21600000 AS due_at, g % 1000 BETWEEN 10 AND 19 AS is_cancelled
  FROM scattered;
ALTER TABLE plan ADD COLUMN ready_at;
UPDATE plan SET ready_at = iif(g % 1000 < 7, due_at + 3600000, ordered_at + 3600000 + g % 79200000);
CREATE TEMP TABLE step AS
  SELECT n, 1 AS position, ready_at - 900000 AS since, ready_at AS at, 'APPROVED' AS old,
    iif(is_cancelled, 'CANCELLED', 'READY_TO_DISPATCH') AS new FROM plan WHERE ready_at <= :now
  UNION ALL SELECT n, 2, ordered_at + 147600000, ordered_at + 151200000, 'READY_TO_DISPATCH', 'SHIPPED' FROM plan
    WHERE NOT is_cancelled AND ordered_at + 151200000 <= :now
  UNION ALL SELECT n, 3, ordered_at + 400000000, ordered_at + 432000000, 'SHIPPED', 'DELIVERED' FROM plan
    WHERE NOT is_cancelled AND ordered_at + 432000000 <= :now;

INSERT INTO shipment (no, shipment_id, order_id, location_id, state, standing, is_hold, due_at, dispatch_after, ordered_at, is_mps,
    is_cod, is_replacement, shipment_type, forms, first_sku, title, sku_units, more_skus, units, value, seen_hash, seen_at,
    first_seen_at, first_state, first_learned, wants_shipping, pin)
  SELECT n, printf('%08x-5a0d-4f0e-9a63-%012x', h, n), printf('OD%018d', n - (n % 16 = 0)), location_id, state,
    CASE state WHEN 'APPROVED' THEN 0 WHEN 'READY_TO_DISPATCH' THEN 4 WHEN 'SHIPPED' THEN 6 WHEN 'DELIVERED' THEN 7 ELSE 8 END, 0,
    due_at, ordered_at + 330000, ordered_at, 0, n & 1, 0, 'NORMAL', '[]', printf('SKU-%03d', h % 400), 'Goods',
    1 + h % 3, 0, 1 + h % 3, 49900 * (1 + h % 3), n, seen_at, ordered_at + 300000, 'APPROVED', 'poll', 0,
    CASE g % 4 WHEN 0 THEN '110045' WHEN 1 THEN '560001' WHEN 2 THEN '400001' ELSE '700001' END
  FROM (SELECT plan.*, ifnull(last.new, 'APPROVED') AS state, ifnull(last.at, ordered_at + 300000) AS seen_at
    FROM plan LEFT JOIN (SELECT n, new, at, max(position) FROM step GROUP BY n) last USING (n))
  ORDER BY n;
INSERT INTO shipment_item (shipment_no, order_item_id, state, quantity, sku, fsn, listing_id, title, total_price, selling_price,
    is_courier_return, cancelled_at, cancel_reason)
  SELECT no, printf('%018d', 334000000000 + no), state, units, first_sku, 'SHTG', 'LST', title, value, value, 0,
    iif(state = 'CANCELLED', seen_at - 600000, NULL),
    iif(state = 'CANCELLED', iif(no % 3 = 0, 'seller_cancellation', 'cancellation_requested'), NULL)
  FROM shipment;
INSERT INTO observation (shipment_no, at, since, learned, field, old, new)
  SELECT n, at, since, 'poll', 'state', old, new FROM step ORDER BY at;
INSERT INTO observation (shipment_no, at, since, learned, field, part, old, new)
  SELECT n, at, since, 'poll', 'item-state', printf('%018d', 334000000000 + n), old, new FROM step WHERE new = 'CANCELLED';
INSERT INTO observation (shipment_no, at, since, learned, field, part, old, new)
  SELECT n, at, since, 'poll', 'item-cancellation', printf('%018d', 334000000000 + n), '{}',
    json_object('at', at - 600000, 'reason', iif(n % 3 = 0, 'seller_cancellation', 'cancellation_requested'))
  FROM step WHERE new = 'CANCELLED';
DROP TABLE temp.plan;
DROP TABLE temp.step;
