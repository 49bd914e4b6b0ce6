import Foundation
import TextEncoder

/// Which rows of a segment hold one word, and how often: a fingerprint, the number of rows and the last of them, then for each row its
/// distance from the one before, doubled, plus one where the word stands there once; else the frequency follows. All in base 128.
enum PostingList {
    /// The bytes are no list, or name a row that the segment doesn't have.
    struct Damaged: Error {}

    static let headerSize = 16

    /// What every list begins with, checked.
    struct Header {
        var count: Int
        var last: Int

        init(_ bytes: UnsafeRawBufferPointer, rows: Int) throws {
            guard bytes.count > PostingList.headerSize else { throw Damaged() }
            count = Int(bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
            last = Int(bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
            guard last < rows, count > 0,
                CodeScan.fingerprint(UnsafeRawBufferPointer(rebasing: bytes[8...])) == bytes.loadUnaligned(as: UInt64.self)
            else { throw Damaged() }
        }
    }

    /// - Parameter postings: (row, frequency), rows ascending, frequencies at least 1.
    static func encode(_ postings: some Collection<(row: UInt32, frequency: UInt32)>) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: headerSize)
        bytes.reserveCapacity(headerSize + 2 * postings.count)
        var next: UInt32 = 0
        for (row, frequency) in postings {
            append((row - next) << 1 | (frequency == 1 ? 1 : 0), to: &bytes)
            if frequency != 1 { append(frequency, to: &bytes) }
            next = row + 1
        }
        seal(&bytes, count: postings.count, last: Int(next) - 1)
        return bytes
    }

    /// The list of two neighbouring segments as one.
    /// - Parameter offset: rows of the first segment.
    static func join(_ first: UnsafeRawBufferPointer?, _ second: UnsafeRawBufferPointer?, offset: Int, rows: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: headerSize)
        var (count, last) = (0, -1)
        if let first {
            let header = try Header(first, rows: offset)
            (count, last) = (header.count, header.last)
            bytes.append(contentsOf: first[headerSize...])
        }
        if let second {
            let header = try Header(second, rows: rows - offset)
            var at = headerSize
            let value = try read(second, &at)
            append(UInt32(offset - last - 1) << 1 + value, to: &bytes)
            bytes.append(contentsOf: second[at...])
            (count, last) = (count + header.count, offset + header.last)
        }
        seal(&bytes, count: count, last: last)
        return bytes
    }

    private static func seal(_ bytes: inout [UInt8], count: Int, last: Int) {
        bytes.withUnsafeMutableBytes { bytes in
            bytes.storeBytes(of: UInt32(count), toByteOffset: 8, as: UInt32.self)
            bytes.storeBytes(of: UInt32(last), toByteOffset: 12, as: UInt32.self)
            bytes.storeBytes(of: CodeScan.fingerprint(UnsafeRawBufferPointer(rebasing: bytes[8...])), as: UInt64.self)
        }
    }

    private static func append(_ value: UInt32, to bytes: inout [UInt8]) {
        var rest = value
        while rest > 127 {
            bytes.append(UInt8(rest & 127) | 128)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    @inline(__always)
    private static func read(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) throws -> UInt32 {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while true {
            guard at < bytes.count else { throw Damaged() }
            let byte = bytes[at]
            at += 1
            value |= UInt32(byte & 127) << shift
            if byte < 128 { return value }
            shift += 7
        }
    }

    /// Goes through a list whose header was checked.
    @inline(__always)
    static func forEach(_ bytes: UnsafeRawBufferPointer, rows: Int, _ body: (_ row: Int, _ frequency: UInt32) -> Void) throws {
        var at = headerSize
        var row = -1
        while at < bytes.count {
            let value = try read(bytes, &at)
            row += Int(value >> 1) + 1
            guard row < rows else { throw Damaged() }
            body(row, value & 1 == 1 ? 1 : try read(bytes, &at))
        }
    }
}
