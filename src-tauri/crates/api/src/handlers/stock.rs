//! Stock of listings.

use godown_ops::Desks;

use super::Reply;
use crate::types::{CatalogueRead, Nothing, StockAnswer, StockAsk, StockLeft, StockPage, StockRead, StockSet};

/// Listings one request may bring.
const MOST_ROWS: u32 = 200;

pub(crate) async fn stock(desks: &Desks, ask: StockAsk) -> Reply<StockPage> {
    let (rows, total) = desks.desk()?.stock(ask.text, ask.start, ask.count.clamp(1, MOST_ROWS)).await?;
    Ok(StockPage { rows, total })
}

pub(crate) async fn catalogue_read(desks: &Desks, _: Nothing) -> Reply<CatalogueRead> {
    Ok(CatalogueRead { listings: desks.desk()?.read_catalogue().await? })
}

pub(crate) async fn stock_read(desks: &Desks, ask: StockRead) -> Reply<Nothing> {
    desks.desk()?.read_stock(ask.skus).await?;
    Ok(Nothing {})
}

pub(crate) async fn stock_set(desks: &Desks, ask: StockSet) -> Reply<StockAnswer> {
    let (queued, stays) = desks.desk()?.set_stock(ask.wishes).await?;
    let left = |(sku, why): (_, godown_ops::stock::StockStays)| StockLeft {
        sku,
        code: why.code().to_owned(),
        message: why.words(),
    };
    Ok(StockAnswer { queued, stays: stays.into_iter().map(left).collect() })
}
