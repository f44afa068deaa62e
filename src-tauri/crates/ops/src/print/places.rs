//! Where the label lies on a courier's page, and where goods lie on the shelves.

use std::collections::BTreeMap;

use godown_documents::{LabelShape, compare};
use godown_domain::print::ledger::ShapeChange;
use godown_domain::{At, ShipmentId};
use godown_store::print::{LabelPlace, ShapeSeen, ShelfPlace};
use godown_store::{StoreError, Transaction};

use crate::desk::blocking;
use crate::feed::Topic;
use crate::{Desk, OpsError};

/// A frame a person drew for a courier's labels.
#[derive(Debug, Clone, PartialEq)]
pub struct CropDrawn {
    /// Courier.
    pub courier: String,
    /// Left, bottom, right, top in shown points.
    pub frame: [f64; 4],
    /// When.
    pub drawn_at: At,
    /// By whom.
    pub drawn_by: String,
}

/// Holds the labels of a new document against those before it, courier by courier. What moved is kept until somebody
/// agrees; pages that are as they were before a change take the warning back.
pub(crate) fn note_shapes(
    tx: &Transaction<'_>,
    document: u32,
    at: At,
    labels: &[(ShipmentId, u32, LabelShape)],
) -> Result<(), StoreError> {
    let mut by_courier: BTreeMap<String, Vec<(u32, LabelShape)>> = BTreeMap::new();
    for (id, page, shape) in labels {
        let stored = godown_store::shipment::get(tx, id)?;
        let courier = stored.and_then(|stored| stored.couriers.into_iter().find_map(|one| one.courier));
        if let Some(courier) = courier {
            by_courier.entry(courier).or_default().push((*page, *shape));
        }
    }
    for (courier, seen) in by_courier {
        let shapes: Vec<LabelShape> = seen.iter().map(|(_, shape)| *shape).collect();
        let (Some(today), Some((page, _))) = (LabelShape::usual(&shapes), seen.first()) else { continue };
        let new = |before: Option<String>, moved: Option<String>| -> Result<ShapeSeen, StoreError> {
            let shape = serde_json::to_string(&today)?;
            Ok(ShapeSeen { courier: courier.clone(), shape, document, page: *page, seen_at: at, before, moved })
        };
        let known = godown_store::print::shape(tx, &courier)?;
        let read = |json: &str| serde_json::from_str::<LabelShape>(json).ok();
        let Some((known, last)) = known.and_then(|known| read(&known.shape).map(|last| (known, last))) else {
            godown_store::print::put_shape(tx, &new(None, None)?)?;
            continue;
        };
        let was = known.before.as_deref().and_then(read);
        match (compare(&today, &last), was) {
            (None, _) => {}
            (Some(_), Some(before)) if compare(&today, &before).is_none() => {
                godown_store::print::put_shape(tx, &new(None, None)?)?;
            }
            (Some(change), _) => {
                let before = known.before.or(Some(known.shape));
                godown_store::print::put_shape(tx, &new(before, Some(change.to_string()))?)?;
            }
        }
    }
    Ok(())
}

impl Desk {
    /// Frames drawn by people, and couriers' pages that changed and nobody has agreed to.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn label_crops(&self) -> Result<(Vec<CropDrawn>, Vec<ShapeChange>), OpsError> {
        self.read(|conn| {
            let crops = godown_store::print::crops(conn)?
                .into_iter()
                .filter_map(|crop| {
                    let frame = serde_json::from_str(&crop.frame).ok()?;
                    Some(CropDrawn { courier: crop.courier, frame, drawn_at: crop.drawn_at, drawn_by: crop.drawn_by })
                })
                .collect();
            let changed = godown_store::print::shapes(conn)?
                .into_iter()
                .filter_map(|shape| {
                    let page = shape.page.saturating_sub(1);
                    let words = shape.moved?;
                    Some(ShapeChange { courier: shape.courier, document: shape.document, page, words, labels: 0 })
                })
                .collect();
            Ok((crops, changed))
        })
        .await
    }

    /// Keeps the frame of a courier's labels, or goes by the anchors again.
    ///
    /// # Errors
    /// [`OpsError::Input`] for a frame without room or off any page; [`OpsError::Store`].
    pub async fn put_label_crop(&self, courier: String, frame: Option<[f64; 4]>) -> Result<(), OpsError> {
        if courier.trim().is_empty() {
            return Err(OpsError::Input("Name the courier whose labels the frame is for.".into()));
        }
        let topics = &[Topic::Settings, Topic::Documents, Topic::Printing];
        let Some(frame) = frame else {
            return self.write(topics, move |tx| godown_store::print::clear_crop(tx, &courier)).await;
        };
        let [x0, y0, x1, y1] = frame;
        let is_on_a_page = frame.iter().all(|side| (0.0..=14_400.0).contains(side));
        if !is_on_a_page || x1 - x0 < 36.0 || y1 - y0 < 36.0 {
            return Err(OpsError::Input("Draw a frame of at least half an inch, inside the page.".into()));
        }
        let (drawn_at, drawn_by) = (self.now(), self.by());
        self.write(topics, move |tx| {
            let frame = serde_json::to_string(&frame)?;
            godown_store::print::put_crop(tx, &LabelPlace { courier, frame, drawn_at, drawn_by })
        })
        .await
    }

    /// Says that a courier's pages may be laid out as they now are.
    ///
    /// # Errors
    /// [`OpsError::NotFound`], [`OpsError::Store`].
    pub async fn agree_to_shape(&self, courier: String) -> Result<(), OpsError> {
        self.write(&[Topic::Documents, Topic::Printing], move |tx| {
            let missing = || godown_store::StoreError::NotFound { what: format!("A page of {courier}") };
            let mut shape = godown_store::print::shape(tx, &courier)?.ok_or_else(missing)?;
            (shape.before, shape.moved) = (None, None);
            godown_store::print::put_shape(tx, &shape)
        })
        .await
    }

    /// How many stock-keeping units have a place.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn shelf_size(&self) -> Result<u32, OpsError> {
        self.read(godown_store::print::shelf_size).await
    }

    /// Replaces the list of where goods lie; its order is the picker's way.
    ///
    /// # Errors
    /// [`OpsError::Input`] for what is no such list; [`OpsError::Store`].
    pub async fn import_shelf(&self, bytes: Vec<u8>) -> Result<u32, OpsError> {
        let lines = blocking(move || godown_documents::read_shelf_list(&bytes))
            .await?
            .map_err(|error| OpsError::Input(error.to_string()))?;
        let places: Vec<ShelfPlace> = lines
            .into_iter()
            .zip(1..)
            .map(|(line, walk)| ShelfPlace { sku: line.sku, zone: line.zone, bin: line.bin, walk })
            .collect();
        self.write(&[Topic::Settings, Topic::Printing], move |tx| godown_store::print::put_shelf(tx, &places)).await?;
        self.shelf_size().await
    }
}
