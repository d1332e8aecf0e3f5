//! The functions that clients call or have called for them, as the contracts declare them (polymarket-api §3.6–3.9,
//! Appendix B). One module a contract, since some names are in several with other parameters.

#![allow(clippy::too_many_arguments, reason = "the generated code follows the contracts")]

/// pUSD.
pub mod erc20 {
    alloy::sol! {
        #![sol(all_derives = true)]
        function balanceOf(address owner) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function decimals() external view returns (uint8);
        function approve(address spender, uint256 amount) external returns (bool);
    }
}

/// Shares: the CTF and the position manager.
pub mod erc1155 {
    alloy::sol! {
        #![sol(all_derives = true)]
        function balanceOf(address owner, uint256 id) external view returns (uint256);
        function balanceOfBatch(address[] owners, uint256[] ids) external view returns (uint256[]);
        function isApprovedForAll(address owner, address operator) external view returns (bool);
        function setApprovalForAll(address operator, bool approved) external;
    }
}

/// The two collateral adapters, which redeem the caller's shares of both outcomes for pUSD and look at the condition only.
pub mod adapter {
    alloy::sol! {
        #![sol(all_derives = true)]
        function redeemPositions(address, bytes32, bytes32 conditionId, uint256[]) external;
        function paused() external view returns (bool);
    }
}

/// The router of protocol-V2 positions.
pub mod router {
    alloy::sol! {
        #![sol(all_derives = true)]
        function redeem(bytes31 conditionId, uint256 outcomeIndex, uint256 amount) external;
    }
}

/// The factory of deposit wallets, and the wallets.
pub mod deposit_wallet {
    alloy::sol! {
        #![sol(all_derives = true)]
        function BEACON() external view returns (address);
        function nonce() external view returns (uint256);
        function owner() external view returns (address);

        struct Call {
            address target;
            uint256 value;
            bytes data;
        }

        struct Batch {
            address wallet;
            uint256 nonce;
            uint256 deadline;
            Call[] calls;
        }
    }
}

/// Safes, their factory, and the contract that makes several calls one.
pub mod safe {
    alloy::sol! {
        #![sol(all_derives = true)]
        function nonce() external view returns (uint256);
        function computeProxyAddress(address user) external view returns (address);
        function multiSend(bytes transactions) external payable;

        struct SafeTx {
            address to;
            uint256 value;
            bytes data;
            uint8 operation;
            uint256 safeTxGas;
            uint256 baseGas;
            uint256 gasPrice;
            address gasToken;
            address refundReceiver;
            uint256 nonce;
        }

        struct CreateProxy {
            address paymentToken;
            uint256 payment;
            address paymentReceiver;
        }
    }
}

/// The factory of proxies, which carries out what their owners signed.
pub mod proxy {
    alloy::sol! {
        #![sol(all_derives = true)]
        struct ProxyCall {
            uint8 typeCode;
            address to;
            uint256 value;
            bytes data;
        }

        function proxy(ProxyCall[] calls) external payable returns (bytes[] returnValues);
    }
}

/// The exchanges' computation of their makers' wallets.
pub mod exchange {
    alloy::sol! {
        #![sol(all_derives = true)]
        function getProxyWalletAddress(address signer) external view returns (address);
        function getSafeWalletAddress(address signer) external view returns (address);
        function eip712Domain() external view returns (
            bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions
        );
    }
}

#[cfg(test)]
mod tests {
    use alloy::sol_types::SolCall;

    use super::*;

    /// Computed from the signatures and found in the venue's own clients (polymarket-api, Appendix B).
    #[test]
    fn the_selectors_are_the_contracts_own() {
        assert_eq!(erc20::approveCall::SELECTOR, [0x09, 0x5e, 0xa7, 0xb3]);
        assert_eq!(erc1155::setApprovalForAllCall::SELECTOR, [0xa2, 0x2c, 0xb4, 0x65]);
        assert_eq!(adapter::redeemPositionsCall::SELECTOR, [0x01, 0xb7, 0x03, 0x7c]);
        assert_eq!(deposit_wallet::BEACONCall::SELECTOR, [0x49, 0x49, 0x3a, 0x4d]);
        assert_eq!(exchange::getSafeWalletAddressCall::SELECTOR, [0x70, 0xbf, 0x48, 0xe5]);
    }
}
