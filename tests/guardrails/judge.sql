-- Lines over their windows (docs/guardrails.md 4 and 5), from oracle_day and owed. Wanted before: temp tables
-- moment(now) and line_asked(id, metric, window, is_orders, is_event).
-- Left behind: judged(id, is_orders, is_event, location_id, count, of, value).

-- The day of now: only what was due at or before it; a shipment not ready and last read before its cut-off is estimated.
CREATE TEMP TABLE effective AS
  SELECT day, location_id, measure, units, shipments, orders, value, estimated_units, estimated_orders, estimated_shipments
  FROM oracle_day, moment WHERE day < (now + 19800000) / 86400000
    OR (day = (now + 19800000) / 86400000 AND measure NOT IN (7, 8))
  UNION ALL
  SELECT (now + 19800000) / 86400000, p.location_id, m.measure, sum(o.units), count(*), count(DISTINCT o.order_id), sum(o.value),
    sum(o.units * (o.estimated OR (NOT o.is_ready AND o.seen_at < o.due_at))),
    count(DISTINCT iif(o.estimated OR (NOT o.is_ready AND o.seen_at < o.due_at), o.order_id, NULL)),
    sum(o.estimated OR (NOT o.is_ready AND o.seen_at < o.due_at))
  FROM owed o, moment
  JOIN (SELECT no, '' AS location_id FROM shipment UNION ALL
        SELECT no, location_id FROM shipment WHERE location_id IS NOT NULL) p ON p.no = o.no
  JOIN (SELECT 7 AS measure UNION ALL SELECT 8) m ON m.measure = 7 OR o.in_time
  WHERE o.units > 0 AND o.due_at <= now AND (o.due_at + 19800000) / 86400000 = (now + 19800000) / 86400000
  GROUP BY p.location_id, m.measure;

-- What each metric counts (1), takes away (-1), and is of (0). Regional use counts shipments; pickups, reattempts and sales
-- are counted in units whatever is asked.
CREATE TEMP TABLE counts AS
  SELECT column1 AS metric, column2 AS measure, column3 AS part, column4 AS is_event FROM (VALUES
    ('seller-cancellation', 2, 1, 0), ('seller-cancellation', 3, 1, 1), ('seller-cancellation', 1, 0, NULL),
    ('rtd-breach', 7, 1, NULL), ('rtd-breach', 8, -1, NULL), ('rtd-breach', 7, 0, NULL),
    ('reattempt', 10, 1, NULL), ('reattempt', 9, 0, NULL),
    ('customer-return', 12, 1, NULL), ('customer-return', 11, 0, NULL),
    ('regional-use', 15, 1, NULL), ('regional-use', 14, 0, NULL),
    ('sales', 1, 1, NULL), ('sales', 2, -1, NULL), ('sales', 4, -1, NULL), ('sales', 5, -1, NULL), ('sales', 6, -1, NULL));

CREATE TEMP TABLE judged AS
  SELECT l.id, l.is_orders, l.is_event, place.location_id,
    ifnull(sum(c.part * n.number), 0) AS count,
    ifnull(sum(iif(c.part = 0, n.number, 0)), 0) AS "of",
    ifnull(sum(iif(l.metric = 'sales', c.part * n.value, 0)), 0) AS value
  FROM line_asked l, moment, (SELECT '' AS location_id UNION SELECT location_id FROM location) place
  JOIN counts c ON c.metric = l.metric AND (c.is_event IS NULL OR c.is_event = l.is_event)
  LEFT JOIN (
    SELECT e.day, e.location_id, e.measure, e.value, m.metric, b.is_orders,
      CASE WHEN m.metric = 'regional-use' THEN e.shipments
           WHEN m.metric IN ('reattempt', 'sales') OR NOT b.is_orders THEN e.units
           ELSE e.orders END AS number
    FROM effective e, (SELECT DISTINCT metric FROM counts) m, (SELECT 0 AS is_orders UNION ALL SELECT 1) b
  ) n ON n.metric = l.metric AND n.is_orders = l.is_orders AND n.measure = c.measure AND n.location_id = place.location_id
    AND n.day <= (now + 19800000) / 86400000
    AND n.day >= CASE l.window
      WHEN 'month' THEN unixepoch(date((now + 19800000) / 1000, 'unixepoch'), 'start of month') / 86400
      WHEN 'quarter' THEN unixepoch(date((now + 19800000) / 1000, 'unixepoch'), 'start of month',
        '-' || ((CAST(strftime('%m', (now + 19800000) / 1000, 'unixepoch') AS INTEGER) - 1) % 3) || ' months') / 86400
      ELSE (now + 19800000) / 86400000 - CAST(l.window AS INTEGER) + 1 END
  GROUP BY l.id, l.is_orders, l.is_event, place.location_id;
