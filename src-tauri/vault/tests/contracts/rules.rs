//! The documented rules as EVM programs, written out instruction by instruction: they run wherever the tests run, without
//! anybody's compiled contract. Nothing in them jumps, so each reads from top to bottom.
//!
//! [`exchange`] is what polymarket-api §3.1 and §4.1 say of the exchanges: the EIP-712 hash under the domain of the chain
//! and the contract that run it, then by the order's type: the key itself, the proxy or Safe that its factory would
//! create for the key, or the wallet's own word. [`deposit_wallet`] is §3.2: the nested hash of ERC-7739, signed by the
//! owner. Both answer with the word of ERC-1271, or nought.

use alloy::primitives::{Address, B256, U256, address, keccak256};
use revm::bytecode::opcode as op;

use super::orders::Posted;

/// What a program answers when it accepts: ERC-1271's word.
pub(crate) const ACCEPTED: u32 = 0x1626_ba7e;

pub(crate) const PROXY_FACTORY: Address = address!("0xaB45c5A4B0c941a2F231C04C3f49182e1A254052");
pub(crate) const SAFE_FACTORY: Address = address!("0xaacFeEa03eb1561C4e67d661e40682Bd20E3541b");
/// The hash of a proxy's creation code (§3.4).
pub(crate) const PROXY_CODE_HASH: B256 = B256::new(alloy::hex!(
    "d21df8dc65880a8606f09fe0ce3df9b8869287ab0b058be05aa9e8af6330a00b"
));
/// The hash of a Safe's creation code (§3.4).
pub(crate) const SAFE_CODE_HASH: B256 = B256::new(alloy::hex!(
    "2bce2127ff07fb632d16c8347c4ebf501f4841168bed00d9e6ef715ddb6fcecf"
));

const ORDER_TYPE: &str = "Order(uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,\
uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder)";
const DOMAIN_TYPE: &str = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const NESTED_TYPE: &str = "TypedDataSign(Order contents,string name,string version,uint256 chainId,\
address verifyingContract,bytes32 salt)";

/// Where the programs keep their words in memory; below is scratch, above what is handed on.
const STRUCT: u64 = 0x400;
const SEPARATOR: u64 = 0x420;
const DIGEST: u64 = 0x440;
const RECOVERED: u64 = 0x460;
const VERDICT: u64 = 0x480;
const HANDED_ON: u64 = 0x600;

/// Where an order's fields are in the call's data: its words in the struct's order, then the signature's bytes.
const MAKER: u64 = 0x20;
const SIGNER: u64 = 0x40;
const SIGNATURE_TYPE: u64 = 0xe0;
const FIELDS_LENGTH: u64 = 0x160;
const SIGNATURE: u64 = FIELDS_LENGTH;

/// An order as [`exchange`] reads it.
pub(crate) fn order_data(order: &Posted) -> Vec<u8> {
    let mut data = order.fields.concat();
    data.extend_from_slice(&order.signature);
    data
}

/// The rules of an exchange whose domain has this version.
pub(crate) fn exchange(version: &str) -> Vec<u8> {
    let mut code = Program::default();
    // The struct's hash: its type's hash and its eleven words.
    code.keep(keccak256(ORDER_TYPE), 0)
        .copy_call_data(0x20, 0, FIELDS_LENGTH)
        .keccak(0, 0x20 + FIELDS_LENGTH)
        .store(STRUCT);
    // The domain: this chain, this contract.
    code.keep(keccak256(DOMAIN_TYPE), 0)
        .keep(keccak256("Polymarket CTF Exchange"), 0x20)
        .keep(keccak256(version), 0x40);
    code.op(op::CHAINID).store(0x60).op(op::ADDRESS).store(0x80);
    code.keccak(0, 0xa0).store(SEPARATOR);
    code.digest(SEPARATOR, STRUCT).store(DIGEST);

    // Types 0 to 2: 65 bytes of signature, by the order's signer.
    code.recover(DIGEST, SIGNATURE);
    code.push(FIELDS_LENGTH + 65).op(op::CALLDATASIZE).op(op::EQ);
    code.load_call_data(SIGNER).load(RECOVERED).op(op::EQ).op(op::AND);
    code.load(RECOVERED).op(op::ISZERO).op(op::ISZERO).op(op::AND);
    code.store(VERDICT);

    // Type 0: the maker is the signer.
    code.load_call_data(MAKER).load_call_data(SIGNER).op(op::EQ);
    code.load(VERDICT).op(op::AND).of_type(0);
    // Type 1: the maker is the proxy of the signer; its salt is the hash of the address's twenty bytes.
    code.load_call_data(SIGNER).store(0).keccak(12, 20);
    code.created_by(PROXY_FACTORY, PROXY_CODE_HASH);
    code.load_call_data(MAKER)
        .op(op::EQ)
        .load(VERDICT)
        .op(op::AND)
        .of_type(1);
    // Type 2: the maker is the Safe of the signer; its salt is the hash of the address as a word.
    code.load_call_data(SIGNER).store(0).keccak(0, 32);
    code.created_by(SAFE_FACTORY, SAFE_CODE_HASH);
    code.load_call_data(MAKER)
        .op(op::EQ)
        .load(VERDICT)
        .op(op::AND)
        .of_type(2);
    // Type 3: the maker is the signer, and says so itself when it is handed the hash and the signature.
    code.load(DIGEST).store(HANDED_ON);
    code.push(FIELDS_LENGTH).op(op::CALLDATASIZE).op(op::SUB);
    code.push(SIGNATURE).push(HANDED_ON + 0x20).op(op::CALLDATACOPY);
    code.keep(B256::ZERO, RECOVERED);
    code.push(0x20).push(RECOVERED);
    code.push(FIELDS_LENGTH - 0x20).op(op::CALLDATASIZE).op(op::SUB);
    code.push(HANDED_ON)
        .load_call_data(MAKER)
        .op(op::GAS)
        .op(op::STATICCALL)
        .op(op::POP);
    code.push(u64::from(ACCEPTED)).load(RECOVERED).op(op::EQ);
    code.load_call_data(MAKER)
        .load_call_data(SIGNER)
        .op(op::EQ)
        .op(op::AND)
        .of_type(3);

    // One of the four.
    code.op(op::OR).op(op::OR).op(op::OR).answer()
}

/// The rules of a deposit wallet that `owner` owns. Its call's data: the hash it is asked about, then the signature as the
/// wire carries it (65 bytes, the asker's domain, the contents' hash, the contents' type, the type's length).
pub(crate) fn deposit_wallet(owner: Address) -> Vec<u8> {
    const INNER: u64 = 0x20;
    const APP_DOMAIN: u64 = INNER + 65;
    const CONTENTS: u64 = APP_DOMAIN + 0x20;
    const TYPE: u64 = CONTENTS + 0x20;
    let mut code = Program::default();
    code.load_call_data(APP_DOMAIN).store(SEPARATOR);
    code.load_call_data(CONTENTS).store(STRUCT);
    // The hash asked about is that of these contents under that domain.
    code.digest(SEPARATOR, STRUCT).load_call_data(0).op(op::EQ);
    // The type's length is in the last two bytes, and nothing is left over.
    code.push(2).op(op::CALLDATASIZE).op(op::SUB).op(op::CALLDATALOAD);
    code.push(240).op(op::SHR).store(VERDICT);
    code.load(VERDICT)
        .push(TYPE + 2)
        .op(op::ADD)
        .op(op::CALLDATASIZE)
        .op(op::EQ)
        .op(op::AND);
    // The nested type's hash: its head, which stands behind the program, and the contents' type from the signature.
    let head = NESTED_TYPE.len() as u64;
    code.push(head).push_end().push(HANDED_ON).op(op::CODECOPY);
    code.load(VERDICT)
        .push(TYPE)
        .push(HANDED_ON + head)
        .op(op::CALLDATACOPY);
    code.load(VERDICT)
        .push(head)
        .op(op::ADD)
        .push(HANDED_ON)
        .op(op::KECCAK256)
        .store(0);
    // Its words: the contents, and the wallet's own domain.
    code.load(STRUCT).store(0x20);
    code.keep(keccak256("DepositWallet"), 0x40).keep(keccak256("1"), 0x60);
    code.op(op::CHAINID).store(0x80).op(op::ADDRESS).store(0xa0);
    code.keep(B256::ZERO, 0xc0).keccak(0, 0xe0).store(STRUCT);
    code.digest(SEPARATOR, STRUCT).store(DIGEST);
    // Signed by the owner.
    code.recover(DIGEST, INNER);
    code.load(RECOVERED)
        .push_word(B256::left_padding_from(owner.as_slice()))
        .op(op::EQ);
    code.op(op::AND).answer_before(NESTED_TYPE.as_bytes())
}

/// A program that answers everything with one word, as the stand-in of a contract that is only asked for an address.
pub(crate) fn constant(word: B256) -> Vec<u8> {
    let mut code = Program::default();
    code.push_word(word).store(0);
    code.push(0x20).push(0).op(op::RETURN);
    code.code
}

/// A program that creates a contract: its call's data are a salt and the creation code; it answers with the address.
pub(crate) fn creator() -> Vec<u8> {
    let mut code = Program::default();
    let length = |code: &mut Program| {
        code.push(0x20).op(op::CALLDATASIZE).op(op::SUB);
    };
    length(&mut code);
    code.push(0x20).push(0).op(op::CALLDATACOPY);
    code.load_call_data(0);
    length(&mut code);
    code.push(0).push(0).op(op::CREATE2).store(0);
    code.push(0x20).push(0).op(op::RETURN);
    code.code
}

/// Instructions, one after the other.
#[derive(Default)]
struct Program {
    code: Vec<u8>,
    /// Where the program's length is to be filled in.
    ends: Vec<usize>,
}

impl Program {
    fn op(&mut self, instruction: u8) -> &mut Self {
        self.code.push(instruction);
        self
    }

    fn push_word(&mut self, word: B256) -> &mut Self {
        self.op(op::PUSH32).code.extend_from_slice(word.as_slice());
        self
    }

    fn push(&mut self, number: u64) -> &mut Self {
        self.op(op::PUSH8).code.extend_from_slice(&number.to_be_bytes());
        self
    }

    /// Pushes the program's own length.
    fn push_end(&mut self) -> &mut Self {
        self.ends.push(self.code.len() + 1);
        self.push(0)
    }

    /// Pops a word into memory.
    fn store(&mut self, at: u64) -> &mut Self {
        self.push(at).op(op::MSTORE)
    }

    /// Pushes a word of memory.
    fn load(&mut self, at: u64) -> &mut Self {
        self.push(at).op(op::MLOAD)
    }

    /// Writes a word to memory.
    fn keep(&mut self, word: B256, at: u64) -> &mut Self {
        self.push_word(word).store(at)
    }

    /// Pushes a word of the call's data.
    fn load_call_data(&mut self, at: u64) -> &mut Self {
        self.push(at).op(op::CALLDATALOAD)
    }

    fn copy_call_data(&mut self, to: u64, from: u64, length: u64) -> &mut Self {
        self.push(length).push(from).push(to).op(op::CALLDATACOPY)
    }

    /// Pushes the hash of a piece of memory.
    fn keccak(&mut self, from: u64, length: u64) -> &mut Self {
        self.push(length).push(from).op(op::KECCAK256)
    }

    /// Pushes the EIP-712 digest of a struct's hash under a domain's.
    fn digest(&mut self, separator: u64, contents: u64) -> &mut Self {
        let mut prefix = B256::ZERO;
        prefix.0[..2].copy_from_slice(&[0x19, 0x01]);
        self.keep(prefix, 0).load(separator).store(2).load(contents).store(0x22);
        self.keccak(0, 0x42)
    }

    /// Asks the precompiled contract 1 who signed the digest with the 65 bytes at `signature` in the call's data, and
    /// keeps the address, nought where nobody can have.
    fn recover(&mut self, digest: u64, signature: u64) -> &mut Self {
        self.load(digest).store(0);
        self.load_call_data(signature + 0x40).push(248).op(op::SHR).store(0x20);
        self.load_call_data(signature).store(0x40);
        self.load_call_data(signature + 0x20).store(0x60);
        self.keep(B256::ZERO, RECOVERED);
        self.push(0x20).push(RECOVERED).push(0x80).push(0).push(1);
        self.op(op::GAS).op(op::STATICCALL).op(op::POP)
    }

    /// Turns the salt on the stack into the address that `factory` gives to what it creates with it.
    fn created_by(&mut self, factory: Address, code_hash: B256) -> &mut Self {
        let mut head = B256::ZERO;
        head.0[0] = 0xff;
        head.0[1..21].copy_from_slice(factory.as_slice());
        // The salt is below: it goes to its place after the head, of which it overwrites the empty rest.
        self.keep(head, 0).store(21).keep(code_hash, 53).keccak(0, 85);
        let address = (U256::from(1) << 160) - U256::from(1);
        self.push_word(B256::from(address)).op(op::AND)
    }

    /// Lets what is on the stack count for orders of that type only.
    fn of_type(&mut self, signature_type: u64) -> &mut Self {
        self.load_call_data(SIGNATURE_TYPE)
            .push(signature_type)
            .op(op::EQ)
            .op(op::AND)
    }

    /// Answers with [`ACCEPTED`] where there is a one on the stack.
    fn answer(&mut self) -> Vec<u8> {
        self.answer_before(&[])
    }

    fn answer_before(&mut self, data: &[u8]) -> Vec<u8> {
        self.push(u64::from(ACCEPTED)).op(op::MUL).store(0);
        self.push(0x20).push(0).op(op::RETURN);
        let end = (self.code.len() as u64).to_be_bytes();
        for at in &self.ends {
            self.code[*at..at + 8].copy_from_slice(&end);
        }
        self.code.extend_from_slice(data);
        std::mem::take(&mut self.code)
    }
}
