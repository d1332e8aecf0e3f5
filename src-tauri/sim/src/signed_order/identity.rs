//! Whose a posted order is: its owner, its signer, its wallet, its signature, and for which exchange it was signed.

use pilotfish_copy::ids::OrderHash;
use pilotfish_copy::market::Exchange as Contract;

use super::key_holder::{Authenticated, KeyHolder};
use super::order::{OrderRefused, PostedOrderFields};
use super::typed_data::{CHAIN_ID, SignatureRefused, check_plain, check_wrapped, domain, domain_version, order_hash};

/// Who signed, for which wallet, and the id of what was signed.
pub(super) fn check_identity(
    posted: &PostedOrderFields,
    key: &Authenticated,
    contract: Contract,
) -> Result<OrderHash, OrderRefused> {
    if posted.owner != key.api_key {
        return Err(OrderRefused::Owner);
    }
    let (order, holder) = (&posted.typed, &key.holder);
    let (signer_fits, maker) = match order.signatureType {
        0 => (order.signer == holder.owner, holder.owner),
        1 => (order.signer == holder.owner, holder.proxy),
        2 => (order.signer == holder.owner, holder.safe),
        3 => (holder.deposit.contain(order.signer), order.signer),
        _ => return Err(OrderRefused::Payload),
    };
    if !signer_fits {
        return Err(OrderRefused::Signer);
    }
    // As the contracts have it: the maker is the wallet derived from the signer, or no signature
    // of it holds.
    if order.maker != maker {
        return Err(SignatureRefused::NotTheOwners.into());
    }
    check_signature(posted, holder, contract)?;
    Ok(OrderHash::new(&format!(
        "{:#x}",
        order_hash(order, &domain(contract, CHAIN_ID))
    )))
}

/// The owner's signature under the domain of the token's own exchange. One that holds under another *version* of the
/// exchange tells that the client has to look at the market again; one for the other contract of the same version is
/// simply wrong.
fn check_signature(posted: &PostedOrderFields, holder: &KeyHolder, contract: Contract) -> Result<(), OrderRefused> {
    let checked = |contract| {
        let (order, domain) = (&posted.typed, domain(contract, CHAIN_ID));
        if order.signatureType == 3 {
            check_wrapped(order, &domain, &posted.signature, holder.owner)
        } else {
            check_plain(order, &domain, &posted.signature, holder.owner)
        }
    };
    let Err(refused) = checked(contract) else {
        return Ok(());
    };
    let holds_elsewhere = [Contract::StandardV2, Contract::NegRiskV2, Contract::PositionsV3]
        .into_iter()
        .filter(|other| domain_version(*other) != domain_version(contract))
        .any(|other| checked(other).is_ok());
    Err(if holds_elsewhere {
        OrderRefused::Version
    } else {
        refused.into()
    })
}
