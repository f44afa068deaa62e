//! What an act, or its neglect, would cost, for any selection. Nothing is done.

use godown_domain::ShipmentId;
use godown_domain::guardrail::board::WhatIf;
use godown_domain::guardrail::fact::Fact;
use godown_domain::guardrail::policy::Basis;
use godown_domain::guardrail::story::Story;
use godown_domain::guardrail::what_if::{cancel, neglect};
use godown_domain::view::Selection;

use super::BoardOf;
use super::board::Material;
use super::policies::shipped;
use crate::{Desk, OpsError};

impl Desk {
    /// What cancelling would cost.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn what_if_cancelled(&self, selection: Selection) -> Result<WhatIf, OpsError> {
        self.what_if(selection, true).await
    }

    /// What not dispatching in time would cost.
    ///
    /// # Errors
    /// [`OpsError::Store`].
    pub async fn what_if_not_dispatched(&self, selection: Selection) -> Result<WhatIf, OpsError> {
        self.what_if(selection, false).await
    }

    async fn what_if(&self, selection: Selection, is_cancel: bool) -> Result<WhatIf, OpsError> {
        shipped()?;
        let now = self.now();
        self.read(move |conn| {
            let ids = godown_store::view::ids(conn, &selection, now)?;
            let material = Material::of_lines(conn, &BoardOf::default(), now)?;
            let by_orders = (material.policies.basis == Basis::Orders).then_some(now);
            let asked = godown_store::guardrail::asked(conn, &ids, by_orders)?;
            let case = material.case();
            let mut cost = if is_cancel { cancel(&case, &asked) } else { neglect(&case, &asked, now) };
            cost.same_sku = godown_store::guardrail::waiting_with_same_sku(conn, &ids)?;
            Ok(cost)
        })
        .await
    }

    /// Facts and story of a shipment.
    ///
    /// # Errors
    /// [`OpsError::NotFound`] for a shipment this computer has never seen or has not counted yet.
    pub async fn shipment_facts(&self, shipment: ShipmentId) -> Result<(Vec<Fact>, Story), OpsError> {
        self.read(move |conn| godown_store::guardrail::facts_of(conn, &shipment)).await
    }
}
