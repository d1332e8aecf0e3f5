//! An EVM of the test's own: Polygon's chain id, a clock, and accounts with code where the test puts them.

use alloy::primitives::{Address, B256, Bytes, U256, address, keccak256};
use revm::bytecode::Bytecode;
use revm::context::result::{ExecutionResult, Output};
use revm::context::{Context, TxEnv};
use revm::database::{CacheDB, EmptyDB};
use revm::primitives::TxKind;
use revm::state::AccountInfo;
use revm::{ExecuteCommitEvm, ExecuteEvm, MainBuilder, MainContext};

/// 2026-11-02T00:00Z: the clock of every block.
pub(crate) const NOW_S: u64 = 1_793_577_600;

/// Sends every transaction.
const SENDER: Address = address!("0x00000000000000000000000000000000000005e9");

/// Enough for everything here, and under the limit of one transaction.
const GAS: u64 = 16_000_000;

/// Accounts and their code.
pub(crate) struct Chain {
    id: u64,
    accounts: CacheDB<EmptyDB>,
}

impl Chain {
    /// An empty chain with this number.
    pub(crate) fn new(id: u64) -> Self {
        let mut accounts = CacheDB::new(EmptyDB::new());
        accounts.insert_account_info(SENDER, AccountInfo::from_balance(U256::MAX >> 1));
        Self { id, accounts }
    }

    /// Puts code at an address; the account's storage stays.
    pub(crate) fn install(&mut self, at: Address, code: impl Into<Bytes>) {
        let code = Bytecode::new_raw(code.into());
        self.accounts.insert_account_info(at, AccountInfo::from_bytecode(code));
    }

    /// Writes a word of an account's storage.
    pub(crate) fn write(&mut self, at: Address, slot: U256, value: U256) {
        let Ok(()) = self.accounts.insert_account_storage(at, slot, value);
    }

    /// Runs creation code in place, so that the contract stands at an address of the test's choice and its constructor
    /// has seen itself there (what it remembers of its own address is then right).
    pub(crate) fn create_at(&mut self, at: Address, creation_code: &[u8], arguments: &[u8]) {
        self.install(at, [creation_code, arguments].concat());
        let code = self.send(at, Vec::new()).expect("the constructor runs");
        assert!(!code.is_empty(), "the constructor gave no code");
        self.install(at, code);
    }

    /// Calls and keeps what changed. `Err` is a revert, with its data.
    pub(crate) fn send(&mut self, to: Address, data: Vec<u8>) -> Result<Bytes, Bytes> {
        let transaction = self.transaction(to, data);
        let mut evm = context(self.id).with_db(&mut self.accounts).build_mainnet();
        outcome(evm.transact_commit(transaction).expect("a valid transaction"))
    }

    /// Calls and forgets what changed.
    pub(crate) fn ask(&mut self, to: Address, data: Vec<u8>) -> Result<Bytes, Bytes> {
        let transaction = self.transaction(to, data);
        let mut evm = context(self.id).with_db(&mut self.accounts).build_mainnet();
        outcome(evm.transact(transaction).expect("a valid transaction").result)
    }

    fn transaction(&self, to: Address, data: Vec<u8>) -> TxEnv {
        TxEnv::builder()
            .caller(SENDER)
            .kind(TxKind::Call(to))
            .data(data.into())
            .gas_limit(GAS)
            // Not nought: contracts take that for a call from outside a block, and some then check less.
            .gas_price(1)
            .chain_id(Some(self.id))
            .build()
            .expect("a transaction")
    }
}

fn context(
    id: u64,
) -> Context<revm::context::BlockEnv, TxEnv, revm::context::CfgEnv, EmptyDB, revm::Journal<EmptyDB>, ()> {
    Context::mainnet()
        .modify_cfg_chained(|cfg| {
            cfg.chain_id = id;
            cfg.disable_nonce_check = true;
        })
        .modify_block_chained(|block| block.timestamp = U256::from(NOW_S))
}

fn outcome(result: ExecutionResult) -> Result<Bytes, Bytes> {
    match result {
        ExecutionResult::Success {
            output: Output::Call(data),
            ..
        } => Ok(data),
        ExecutionResult::Revert { output, .. } => Err(output),
        // A halt (an invalid instruction, no gas left) refuses as a revert does, without a word.
        _ => Err(Bytes::new()),
    }
}

/// A call's data: the function's selector and its arguments, each a whole word.
pub(crate) fn call(function: &str, arguments: &[B256]) -> Vec<u8> {
    let mut data = keccak256(function)[..4].to_vec();
    data.extend(arguments.iter().flat_map(|word| word.0));
    data
}

/// An address as a word.
pub(crate) fn word(address: Address) -> B256 {
    B256::left_padding_from(address.as_slice())
}
