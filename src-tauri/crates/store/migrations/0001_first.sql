-- Instants are UTC milliseconds, money is paise, ids are text as received.
-- due_at is dispatch-by; 253402300799999 where the marketplace gave none, so that such rows sort last.
-- standing is the part of the queue rule that does not depend on the clock:
--   0 approved, 1 generating, 2 forms, 3 to print, 4 ready, 5 on hold, 6 in transit, 7 delivered, 8 cancelled, 9 other.
--   0 is "upcoming" before dispatch_after and "to pack" from then on; 0-5 are still with the seller.

CREATE TABLE location (
  location_id TEXT PRIMARY KEY NOT NULL,
  name        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Pin code a warehouse ships from, as the shipping view tells it.
CREATE TABLE location_pin (
  location_id TEXT PRIMARY KEY NOT NULL,
  pin         TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shipment (
  no                INTEGER PRIMARY KEY,
  shipment_id       TEXT NOT NULL,
  order_id          TEXT NOT NULL,
  location_id       TEXT,
  state             TEXT NOT NULL,
  standing          INTEGER NOT NULL CHECK (standing BETWEEN 0 AND 9),
  is_hold           INTEGER NOT NULL CHECK (is_hold IN (0, 1)),
  due_at            INTEGER NOT NULL,
  dispatch_after    INTEGER,
  ordered_at        INTEGER,
  updated_at        INTEGER,
  is_mps            INTEGER NOT NULL CHECK (is_mps IN (0, 1)),
  is_cod            INTEGER NOT NULL CHECK (is_cod IN (0, 1)),
  is_replacement    INTEGER NOT NULL CHECK (is_replacement IN (0, 1)),
  shipment_type     TEXT NOT NULL,
  forms             TEXT NOT NULL,
  first_sku         TEXT NOT NULL,
  title             TEXT NOT NULL,
  sku_units         INTEGER NOT NULL,
  more_skus         INTEGER NOT NULL,
  units             INTEGER NOT NULL,
  value             INTEGER NOT NULL,
  seen_hash         INTEGER NOT NULL,
  seen_at           INTEGER NOT NULL,
  first_seen_at     INTEGER NOT NULL,
  first_state       TEXT NOT NULL,
  first_learned     TEXT NOT NULL,
  generating_since  INTEGER,
  live_changed_at   INTEGER,
  wants_shipping    INTEGER NOT NULL CHECK (wants_shipping IN (0, 1)),
  shipping_hash     INTEGER,
  shipping_at       INTEGER,
  courier           TEXT,
  tracking_id       TEXT,
  city              TEXT,
  pin               TEXT,
  ship_state        TEXT,
  label_at          INTEGER,
  is_label_stale    INTEGER NOT NULL DEFAULT 0 CHECK (is_label_stale IN (0, 1)),
  printed_at        INTEGER,
  intent            INTEGER,
  refused           TEXT,
  is_serial_needed  INTEGER NOT NULL DEFAULT 0 CHECK (is_serial_needed IN (0, 1)),
  is_box_needed     INTEGER NOT NULL DEFAULT 0 CHECK (is_box_needed IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX shipment_by_id ON shipment (shipment_id);
CREATE INDEX shipment_by_order ON shipment (order_id);
-- The number stands where the order of a list needs it, so that a view is read from the index alone and never sorted.
CREATE INDEX shipment_by_due ON shipment (due_at, first_sku, no, units, value);
CREATE INDEX shipment_by_standing ON shipment (standing, due_at, first_sku, no, dispatch_after, units, value);
CREATE INDEX shipment_by_location ON shipment (location_id, standing, due_at, dispatch_after, units) WHERE standing <= 5;
CREATE INDEX shipment_of_own_courier ON shipment (standing, location_id, dispatch_after) WHERE shipment_type = 'SELF';
CREATE INDEX shipment_wanting_shipping ON shipment (standing, shipping_at) WHERE wants_shipping = 1;

CREATE TABLE shipment_item (
  shipment_no            INTEGER NOT NULL REFERENCES shipment (no),
  order_item_id          TEXT NOT NULL,
  cancellation_group_id  TEXT,
  state                  TEXT NOT NULL,
  quantity               INTEGER NOT NULL,
  sku                    TEXT NOT NULL,
  fsn                    TEXT NOT NULL,
  listing_id             TEXT NOT NULL,
  title                  TEXT NOT NULL,
  hsn                    TEXT,
  total_price            INTEGER NOT NULL,
  selling_price          INTEGER NOT NULL,
  is_courier_return      INTEGER NOT NULL CHECK (is_courier_return IN (0, 1)),
  cancelled_at           INTEGER,
  cancel_reason          TEXT,
  cancel_sub_reason      TEXT,
  PRIMARY KEY (shipment_no, order_item_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shipment_item_by_sku ON shipment_item (sku);

CREATE TABLE sub_shipment (
  shipment_no      INTEGER NOT NULL REFERENCES shipment (no),
  sub_shipment_id  TEXT NOT NULL,
  is_in_order      INTEGER NOT NULL CHECK (is_in_order IN (0, 1)),
  length           REAL,
  breadth          REAL,
  height           REAL,
  weight           REAL,
  package_title    TEXT,
  courier          TEXT,
  tracking_id      TEXT,
  PRIMARY KEY (shipment_no, sub_shipment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sub_shipment_by_tracking ON sub_shipment (tracking_id) WHERE tracking_id IS NOT NULL;

-- What a person typed before packing. numbers is a JSON list for each unit; units is its length.
CREATE TABLE pack_serials (
  shipment_no    INTEGER NOT NULL REFERENCES shipment (no),
  order_item_id  TEXT NOT NULL,
  units          INTEGER NOT NULL,
  numbers        TEXT NOT NULL,
  typed_at       INTEGER NOT NULL,
  PRIMARY KEY (shipment_no, order_item_id)
) STRICT, WITHOUT ROWID;

-- sku stands where the box may serve the next parcel of as many units of the same goods.
CREATE TABLE pack_box (
  shipment_no      INTEGER NOT NULL REFERENCES shipment (no),
  sub_shipment_id  TEXT NOT NULL,
  length           REAL NOT NULL,
  breadth          REAL NOT NULL,
  height           REAL NOT NULL,
  weight           REAL NOT NULL,
  sku              TEXT,
  units            INTEGER NOT NULL,
  typed_at         INTEGER NOT NULL,
  PRIMARY KEY (shipment_no, sub_shipment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pack_box_by_sku ON pack_box (sku, units, typed_at) WHERE sku IS NOT NULL;

-- Goods the marketplace once refused to pack without serial numbers.
CREATE TABLE serial_sku (
  sku  TEXT PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID;

-- Name and address, sealed with the seller's key; never in a backup. fingerprint knows the same address again, with the key
-- alone. The row of a buyer who was forgotten stays, so that nothing is kept of them again.
CREATE TABLE buyer_private (
  shipment_no  INTEGER PRIMARY KEY REFERENCES shipment (no),
  fingerprint  INTEGER,
  sealed       BLOB,
  erased_at    INTEGER,
  CHECK (erased_at IS NULL OR (sealed IS NULL AND fingerprint IS NULL))
) STRICT;
CREATE INDEX buyer_private_kept ON buyer_private (shipment_no) WHERE sealed IS NOT NULL;

-- since is the last read that still showed the old value.
CREATE TABLE observation (
  id           INTEGER PRIMARY KEY,
  shipment_no  INTEGER NOT NULL REFERENCES shipment (no),
  at           INTEGER NOT NULL,
  since        INTEGER,
  learned      TEXT NOT NULL,
  field        TEXT NOT NULL,
  part         TEXT,
  old          TEXT,
  new          TEXT
) STRICT;
CREATE INDEX observation_by_shipment ON observation (shipment_no);

-- How many shipments stand where, kept up by merge so that a count never walks years of delivered parcels.
CREATE TABLE standing_count (
  standing     INTEGER NOT NULL,
  location_id  TEXT NOT NULL,
  shipments    INTEGER NOT NULL,
  units        INTEGER NOT NULL,
  PRIMARY KEY (standing, location_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE batch (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL CHECK (kind IN ('pack', 'rtd', 'cancel', 'form-ack')),
  client_key  TEXT NOT NULL UNIQUE,
  title       TEXT NOT NULL,
  made_by     TEXT NOT NULL,
  options     TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  is_paused   INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)),
  print_file  INTEGER REFERENCES document (id)
) STRICT;

-- A blocked shipment may be one this computer has never seen, hence the id and not the number.
CREATE TABLE batch_item (
  batch        INTEGER NOT NULL REFERENCES batch (id),
  position     INTEGER NOT NULL,
  shipment_id  TEXT NOT NULL,
  shipment_no  INTEGER REFERENCES shipment (no),
  block        TEXT,
  PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX batch_item_once ON batch_item (batch, shipment_id);
CREATE INDEX batch_item_by_shipment ON batch_item (shipment_no);

-- What the seller sells, as the catalogue and the listings' own page tell it.
CREATE TABLE listing (
  no        INTEGER PRIMARY KEY,
  sku       TEXT NOT NULL,
  fsn       TEXT NOT NULL,
  title     TEXT NOT NULL,
  seen_at   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX listing_by_sku ON listing (sku);

-- Stock of a listing at a warehouse, as last read; no units where the marketplace told no number.
CREATE TABLE stock (
  listing_no   INTEGER NOT NULL REFERENCES listing (no),
  location_id  TEXT NOT NULL,
  units        INTEGER CHECK (units >= 0),
  read_at      INTEGER NOT NULL,
  PRIMARY KEY (listing_no, location_id)
) STRICT, WITHOUT ROWID;

-- Asked of a shipment, or of a listing's stock at the warehouse.
CREATE TABLE intent (
  id             INTEGER PRIMARY KEY,
  batch          INTEGER REFERENCES batch (id),
  shipment_no    INTEGER REFERENCES shipment (no),
  listing_no     INTEGER REFERENCES listing (no),
  location_id    TEXT NOT NULL,
  action         TEXT NOT NULL CHECK (action IN ('pack', 'rtd', 'cancel', 'form-ack', 'self-dispatch', 'delivery', 'attempt',
                   'stock')),
  args           TEXT NOT NULL,
  state          TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted', 'confirmed', 'refused', 'unknown',
                   'not-applied', 'stuck', 'withdrawn', 'superseded')),
  request_id     TEXT,
  attempts       INTEGER NOT NULL DEFAULT 0,
  read_backs     INTEGER NOT NULL DEFAULT 0,
  not_before     INTEGER NOT NULL,
  code           TEXT,
  message        TEXT,
  created_at     INTEGER NOT NULL,
  sent_at        INTEGER,
  settled_at     INTEGER,
  next_check_at  INTEGER,
  -- When its outcome was last asked for.
  looked_at      INTEGER,
  CHECK ((action = 'stock') = (listing_no IS NOT NULL) AND (shipment_no IS NULL) = (listing_no IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX intent_live ON intent (shipment_no, action)
  WHERE state IN ('queued', 'sending', 'accepted', 'unknown', 'not-applied');
CREATE UNIQUE INDEX intent_live_stock ON intent (listing_no, location_id)
  WHERE listing_no IS NOT NULL AND state IN ('queued', 'sending', 'accepted', 'unknown', 'not-applied');
CREATE INDEX intent_queued ON intent (action, not_before) WHERE state = 'queued';
CREATE INDEX intent_to_check ON intent (next_check_at) WHERE state IN ('accepted', 'unknown');
CREATE INDEX intent_stuck ON intent (id) WHERE state IN ('unknown', 'stuck');
CREATE INDEX intent_by_batch ON intent (batch);
CREATE INDEX intent_by_shipment ON intent (shipment_no);
CREATE INDEX intent_by_listing ON intent (listing_no, location_id, id) WHERE listing_no IS NOT NULL;

CREATE TABLE intent_move (
  id          INTEGER PRIMARY KEY,
  intent      INTEGER NOT NULL REFERENCES intent (id),
  at          INTEGER NOT NULL,
  from_state  TEXT,
  to_state    TEXT NOT NULL,
  cause       TEXT NOT NULL,
  code        TEXT
) STRICT;
CREATE INDEX intent_move_by_intent ON intent_move (intent);

-- The machine of the journal (domain::intent::MOVES), so that no slip of the program and no hand can make another move. What never
-- went out is never done.
CREATE TRIGGER intent_machine BEFORE UPDATE OF state ON intent
WHEN OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES
  ('queued', 'sending'), ('queued', 'withdrawn'), ('queued', 'superseded'), ('queued', 'confirmed'),
  ('sending', 'queued'), ('sending', 'accepted'), ('sending', 'refused'), ('sending', 'unknown'),
  ('accepted', 'confirmed'), ('accepted', 'not-applied'), ('accepted', 'superseded'),
  ('unknown', 'confirmed'), ('unknown', 'not-applied'), ('unknown', 'superseded'), ('unknown', 'stuck'),
  ('not-applied', 'queued'), ('not-applied', 'refused'), ('not-applied', 'stuck'), ('not-applied', 'superseded'),
  ('stuck', 'confirmed'), ('stuck', 'superseded'), ('stuck', 'withdrawn'))
  OR OLD.state = 'queued' AND NEW.state = 'confirmed' AND OLD.attempts = 0
BEGIN SELECT raise(ABORT, 'no such move of an intent'); END;
CREATE TRIGGER intent_begins BEFORE INSERT ON intent WHEN NEW.state <> 'queued'
BEGIN SELECT raise(ABORT, 'an intent begins in the queue'); END;

-- What was asked is never forgotten, and neither is a move.
CREATE TRIGGER intent_stays BEFORE DELETE ON intent BEGIN SELECT raise(ABORT, 'an intent is never taken away'); END;
CREATE TRIGGER intent_move_stays BEFORE DELETE ON intent_move BEGIN SELECT raise(ABORT, 'a move is never taken away'); END;
CREATE TRIGGER intent_move_stands BEFORE UPDATE ON intent_move BEGIN SELECT raise(ABORT, 'a move is never changed'); END;

CREATE TABLE document (
  id           INTEGER PRIMARY KEY,
  sha256       TEXT NOT NULL,
  kind         TEXT NOT NULL,
  title        TEXT NOT NULL,
  bytes        INTEGER NOT NULL,
  pages        INTEGER NOT NULL,
  batch        INTEGER REFERENCES batch (id),
  location_id  TEXT,
  courier      TEXT,
  made_at      INTEGER NOT NULL,
  erased_at    INTEGER
) STRICT;
CREATE INDEX document_by_sha256 ON document (sha256);
CREATE INDEX document_kept ON document (id) WHERE erased_at IS NULL;
CREATE INDEX document_by_batch ON document (batch);

CREATE TABLE document_page (
  document     INTEGER NOT NULL REFERENCES document (id),
  page         INTEGER NOT NULL,
  shipment_no  INTEGER REFERENCES shipment (no),
  tracking_id  TEXT,
  label_box    TEXT,
  check_word   TEXT NOT NULL,
  PRIMARY KEY (document, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_page_by_shipment ON document_page (shipment_no);

-- A printer as a station uses it; station is empty for every station. route, prints and layout are JSON.
CREATE TABLE printer (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  station     TEXT NOT NULL,
  route       TEXT NOT NULL,
  language    TEXT NOT NULL,
  dpi         INTEGER NOT NULL,
  prints      TEXT NOT NULL,
  layout      TEXT NOT NULL,
  is_removed  INTEGER NOT NULL DEFAULT 0 CHECK (is_removed IN (0, 1))
) STRICT;

-- Labels asked for together. printer is absent for a file that was printed by other means. has_looked: a person looked at
-- labels that needed a look and let them go.
CREATE TABLE print_run (
  id            INTEGER PRIMARY KEY,
  client_key    TEXT NOT NULL UNIQUE,
  title         TEXT NOT NULL,
  batch         INTEGER REFERENCES batch (id),
  after         INTEGER REFERENCES print_run (id),
  made_by       TEXT NOT NULL,
  station       TEXT NOT NULL,
  printer       INTEGER REFERENCES printer (id),
  printer_name  TEXT NOT NULL,
  language      TEXT NOT NULL,
  dpi           INTEGER NOT NULL,
  layout        TEXT NOT NULL,
  has_looked    INTEGER NOT NULL CHECK (has_looked IN (0, 1)),
  state         TEXT NOT NULL CHECK (state IN ('running', 'paused', 'stopping', 'done', 'stopped')),
  stop_after    INTEGER,
  note          TEXT,
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX print_run_live ON print_run (id) WHERE state IN ('running', 'paused', 'stopping');

-- One row for each physical label: rows are never taken away, and nothing goes back to waiting. reason says why it was
-- printed again, spoiled why it is not usable. words_before and words_after are separators printed with it, JSON lists of lines. copy counts what may have come out as paper, so a label has one first copy.
CREATE TABLE print_item (
  id            INTEGER PRIMARY KEY,
  run           INTEGER NOT NULL REFERENCES print_run (id),
  position      INTEGER NOT NULL,
  shipment_no   INTEGER NOT NULL REFERENCES shipment (no),
  tracking_id   TEXT NOT NULL,
  document      INTEGER NOT NULL REFERENCES document (id),
  page          INTEGER NOT NULL,
  strip         TEXT NOT NULL,
  words_before  TEXT,
  words_after   TEXT,
  copy          INTEGER NOT NULL CHECK (copy >= 1),
  state         TEXT NOT NULL CHECK (state IN
                  ('queued', 'sending', 'spooled', 'asked', 'confirmed', 'spoiled', 'failed', 'withdrawn')),
  reason        TEXT CHECK (reason IN ('jam', 'roll-end', 'power-cut', 'bad-print', 'lost', 'changed', 'other')),
  words         TEXT NOT NULL,
  spoiled       TEXT CHECK (spoiled IN ('jam', 'roll-end', 'power-cut', 'bad-print', 'lost', 'changed', 'other')),
  why_not       TEXT,
  message       TEXT,
  picture       INTEGER REFERENCES document (id),
  job           TEXT,
  queued_at     INTEGER NOT NULL,
  sent_at       INTEGER,
  settled_at    INTEGER,
  settled_by    TEXT CHECK (settled_by IN ('scan', 'person', 'printer')),
  settled_who   TEXT,
  CHECK (copy = 1 OR reason IS NOT NULL),
  CHECK (state <> 'spoiled' OR spoiled IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX print_item_place ON print_item (run, position);
CREATE UNIQUE INDEX print_item_copy ON print_item (shipment_no, tracking_id, copy) WHERE state NOT IN ('failed', 'withdrawn');
CREATE UNIQUE INDEX print_item_waiting ON print_item (shipment_no, tracking_id) WHERE state IN ('queued', 'sending');
CREATE INDEX print_item_by_tracking ON print_item (tracking_id COLLATE NOCASE);
CREATE INDEX print_item_by_queued ON print_item (queued_at);
CREATE INDEX print_item_open ON print_item (state) WHERE state IN ('queued', 'sending', 'asked');

-- How the marketplace's pages were laid out last, and where a person drew the label's frame. JSON.
CREATE TABLE label_shape (
  courier   TEXT PRIMARY KEY NOT NULL,
  shape     TEXT NOT NULL,
  document  INTEGER NOT NULL REFERENCES document (id),
  page      INTEGER NOT NULL,
  seen_at   INTEGER NOT NULL,
  before    TEXT,
  moved     TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE label_crop (
  courier   TEXT PRIMARY KEY NOT NULL,
  frame     TEXT NOT NULL,
  drawn_at  INTEGER NOT NULL,
  drawn_by  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where goods lie. walk is the place on the picker's way.
CREATE TABLE shelf (
  sku   TEXT PRIMARY KEY NOT NULL,
  zone  TEXT NOT NULL,
  bin   TEXT NOT NULL,
  walk  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE handover (
  location_id    TEXT NOT NULL,
  courier_group  TEXT NOT NULL,
  is_mps         INTEGER NOT NULL CHECK (is_mps IN (0, 1)),
  parcels        INTEGER NOT NULL,
  pickup_from    INTEGER,
  pickup_to      INTEGER,
  otc            TEXT,
  read_at        INTEGER NOT NULL,
  -- Parcels that read ready here when this was counted: what the count is held against.
  ready_then     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (location_id, courier_group, is_mps)
) STRICT, WITHOUT ROWID;

-- When the counts of a warehouse were last read; a courier they leave out has none.
CREATE TABLE handover_read (
  location_id  TEXT PRIMARY KEY NOT NULL,
  at           INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How many parcels that read ready the last count did not hold.
CREATE TABLE handover_short (
  location_id    TEXT NOT NULL,
  courier_group  TEXT NOT NULL,
  is_mps         INTEGER NOT NULL CHECK (is_mps IN (0, 1)),
  short          INTEGER NOT NULL,
  PRIMARY KEY (location_id, courier_group, is_mps)
) STRICT, WITHOUT ROWID;

-- When a courier comes, in minutes of the India day, as its last pickup told: a courier nothing is counted for has no window.
CREATE TABLE pickup_window (
  location_id    TEXT NOT NULL,
  courier_group  TEXT NOT NULL,
  from_minute    INTEGER NOT NULL,
  to_minute      INTEGER NOT NULL,
  PRIMARY KEY (location_id, courier_group)
) STRICT, WITHOUT ROWID;

-- Shipments that read ready and were proven to be in their courier's count.
CREATE TABLE ready_counted (
  shipment_no  INTEGER PRIMARY KEY REFERENCES shipment (no),
  at           INTEGER NOT NULL
) STRICT;

CREATE TABLE sync_mark (
  lane          TEXT NOT NULL,
  location_id   TEXT NOT NULL,
  covered_to    INTEGER NOT NULL,
  completed_at  INTEGER,
  partial       TEXT,
  PRIMARY KEY (lane, location_id)
) STRICT, WITHOUT ROWID;

-- Readings of everything open, compared with what stood here. theirs is absent where the marketplace names no such shipment any
-- more, ours where it was not here.
CREATE TABLE reconcile_run (
  id        INTEGER PRIMARY KEY,
  why       TEXT NOT NULL CHECK (why IN ('asked', 'nightly')),
  begun_at  INTEGER NOT NULL,
  ended_at  INTEGER,
  state     TEXT NOT NULL CHECK (state IN ('running', 'done', 'broke-off')),
  compared  INTEGER NOT NULL DEFAULT 0,
  trouble   TEXT
) STRICT;

CREATE TABLE reconcile_difference (
  id           INTEGER PRIMARY KEY,
  run          INTEGER NOT NULL REFERENCES reconcile_run (id),
  shipment_id  TEXT NOT NULL,
  field        TEXT NOT NULL,
  part         TEXT,
  ours         TEXT,
  theirs       TEXT,
  cause        TEXT NOT NULL CHECK (cause IN
                 ('changed-elsewhere', 'act-under-way', 'missed-offline', 'missed-by-reading', 'new-here', 'not-named'))
) STRICT;
CREATE INDEX reconcile_difference_by_run ON reconcile_difference (run);

CREATE TABLE setting (
  key    TEXT PRIMARY KEY NOT NULL,
  value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE saved_view (
  name      TEXT PRIMARY KEY NOT NULL,
  spec      TEXT NOT NULL,
  saved_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Wire items that could not be read: their shape, with every text and number in them blanked.
CREATE TABLE quarantine (
  id      INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  source  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  body    TEXT NOT NULL
) STRICT;

CREATE TABLE api_call (
  id          INTEGER PRIMARY KEY,
  at          INTEGER NOT NULL,
  method      TEXT NOT NULL,
  path        TEXT NOT NULL,
  status      INTEGER,
  took_ms     INTEGER NOT NULL,
  request_id  TEXT,
  note        TEXT
) STRICT;
CREATE INDEX api_call_by_at ON api_call (at);

-- The newest row is never dropped, so a number is never given twice.
CREATE TABLE change_log (
  seq  INTEGER PRIMARY KEY,
  tag  TEXT NOT NULL,
  id   TEXT
) STRICT;

-- Guardrails. Everything below but tally_dirty, cancelled_list, return_seen, hub_* and alert can be made again from the
-- timeline at any time. Numbers of kinds, measures and names are those of the code and never change their meaning.

-- Lists of cancellations the marketplace showed a shipment in. whose: 0 seller, 1 buyer, 2 marketplace.
CREATE TABLE cancelled_list (
  shipment_no  INTEGER NOT NULL REFERENCES shipment (no),
  whose        INTEGER NOT NULL CHECK (whose BETWEEN 0 AND 2),
  at           INTEGER NOT NULL,
  PRIMARY KEY (shipment_no, whose)
) STRICT, WITHOUT ROWID;

-- Returns as the marketplace listed them, one row each time one told something new; append only. stands: it counts, it was not
-- called off. by_courier: it never reached the buyer.
CREATE TABLE return_seen (
  id           INTEGER PRIMARY KEY,
  return_id    TEXT NOT NULL,
  shipment_no  INTEGER NOT NULL REFERENCES shipment (no),
  item         TEXT NOT NULL,
  by_courier   INTEGER NOT NULL CHECK (by_courier IN (0, 1)),
  units        INTEGER NOT NULL,
  status       TEXT NOT NULL,
  stands       INTEGER NOT NULL CHECK (stands IN (0, 1)),
  created_at   INTEGER,
  learned_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX return_seen_by_id ON return_seen (return_id, id);
CREATE INDEX return_seen_by_shipment ON return_seen (shipment_no);

-- Shipments whose facts or story may be out of date.
CREATE TABLE tally_dirty (
  shipment_no  INTEGER PRIMARY KEY
) STRICT;

-- kind: 1 approved, 2 cancelled, 3 due, 4 ready, 5 picked up, 6 reattempted, 7 delivered, 8 returned by the buyer,
--   9 returned by the courier, 10 a breach by a report. detail: of 2, who + 4 * how we know; of 3, whether there is a date; of 4, whether it was ours.
CREATE TABLE fact (
  shipment_no  INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  kind         INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 10),
  detail       INTEGER NOT NULL,
  replaces     INTEGER NOT NULL CHECK (replaces IN (0, 1)),
  units        INTEGER NOT NULL,
  at_from      INTEGER,
  at_to        INTEGER NOT NULL,
  learned_at   INTEGER NOT NULL,
  learned      INTEGER NOT NULL,
  item         TEXT,
  reason       TEXT,
  sub_reason   TEXT,
  PRIMARY KEY (shipment_no, seq)
) STRICT, WITHOUT ROWID;

-- The fold of all facts, and where the tally counts it: location_id and near are those it is booked under. last_day is the
-- newest day any of its facts ever spoke of. shares: its order has other shipments. more holds cancellations, repeated
-- pickups and whether a report counts it as a breach, where there is any of that.
CREATE TABLE story (
  shipment_no     INTEGER PRIMARY KEY,
  shares          INTEGER NOT NULL CHECK (shares IN (0, 1)),
  location_id     TEXT,
  near            INTEGER CHECK (near IN (0, 1)),
  approved_from   INTEGER,
  approved_to     INTEGER,
  units           INTEGER NOT NULL,
  value           INTEGER NOT NULL,
  due_at          INTEGER,
  ready_from      INTEGER,
  ready_to        INTEGER,
  picked_from     INTEGER,
  picked_to       INTEGER,
  delivered_from  INTEGER,
  delivered_to    INTEGER,
  customer_units  INTEGER NOT NULL,
  customer_value  INTEGER NOT NULL,
  courier_units   INTEGER NOT NULL,
  courier_value   INTEGER NOT NULL,
  more            TEXT,
  approved_day    INTEGER,
  seller_units    INTEGER NOT NULL,
  buyer_units     INTEGER NOT NULL,
  market_units    INTEGER NOT NULL,
  unknown_units   INTEGER NOT NULL,
  left_units      INTEGER NOT NULL,
  due_units       INTEGER NOT NULL,
  due_value       INTEGER NOT NULL,
  due_estimated   INTEGER NOT NULL CHECK (due_estimated IN (0, 1)),
  in_time_units   INTEGER NOT NULL,
  reattempts      INTEGER NOT NULL,
  gone_at         INTEGER,
  last_day        INTEGER NOT NULL
) STRICT;
CREATE INDEX story_by_approval ON story (approved_day);
-- A day's cut-offs are read from the index alone.
CREATE INDEX story_by_due ON story (due_at, location_id, ready_to, shares, left_units, due_units, in_time_units, due_estimated,
  due_value);
CREATE INDEX story_by_ready ON story (ready_to, ready_from, location_id) WHERE ready_to IS NOT NULL;
CREATE INDEX story_by_pickup ON story (picked_to) WHERE picked_to IS NOT NULL;
CREATE INDEX story_late ON story (due_at) WHERE due_units > in_time_units;
CREATE INDEX story_cancelled ON story (approved_day) WHERE left_units < units;
CREATE INDEX story_returned ON story (approved_day) WHERE customer_units + courier_units > 0;
CREATE INDEX story_reattempted ON story (shipment_no) WHERE reattempts > 0;

-- location_id '' is the account. Rows of nothing but zeros are not kept.
CREATE TABLE tally_day (
  day                  INTEGER NOT NULL,
  location_id          TEXT NOT NULL,
  measure              INTEGER NOT NULL CHECK (measure BETWEEN 1 AND 15),
  units                INTEGER NOT NULL,
  shipments            INTEGER NOT NULL,
  orders               INTEGER NOT NULL,
  value                INTEGER NOT NULL,
  estimated_units      INTEGER NOT NULL,
  estimated_shipments  INTEGER NOT NULL,
  estimated_orders     INTEGER NOT NULL,
  PRIMARY KEY (day, location_id, measure)
) STRICT, WITHOUT ROWID;

-- One row: with which tables (reasons, zones) the tally was made, and how far a rebuild has come.
CREATE TABLE tally_source (
  one          INTEGER PRIMARY KEY CHECK (one = 1),
  fingerprint  INTEGER NOT NULL,
  rebuilt_to   INTEGER
) STRICT;

-- Reports of Seller Hub. outcome is what came of it, as JSON.
CREATE TABLE hub_import (
  id       INTEGER PRIMARY KEY,
  sha256   TEXT NOT NULL UNIQUE,
  name     TEXT NOT NULL,
  report   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  outcome  TEXT NOT NULL
) STRICT;

-- What a report told of a shipment. kind: 1 reattempt, 2 return, 3 breach. The same row in a later file is the same fact.
CREATE TABLE hub_fact (
  kind         INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
  row_key      TEXT NOT NULL,
  import       INTEGER NOT NULL REFERENCES hub_import (id),
  shipment_no  INTEGER NOT NULL REFERENCES shipment (no),
  item         TEXT,
  units        INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  learned_at   INTEGER NOT NULL,
  PRIMARY KEY (kind, row_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX hub_fact_by_shipment ON hub_fact (shipment_no);

-- what is JSON. One standing alert per cause.
CREATE TABLE alert (
  id        INTEGER PRIMARY KEY,
  cause     TEXT NOT NULL,
  at        INTEGER NOT NULL,
  what      TEXT NOT NULL,
  seen_at   INTEGER,
  over_at   INTEGER,
  quiet     INTEGER NOT NULL CHECK (quiet IN (0, 1)),
  -- The alert that told its cause; none for one that was told itself.
  told_with INTEGER REFERENCES alert (id)
) STRICT;
CREATE UNIQUE INDEX alert_standing ON alert (cause) WHERE over_at IS NULL;
CREATE INDEX alert_by_at ON alert (at);
CREATE INDEX alert_by_cause ON alert (cause);
