import CHTML

/// An HTML document taken apart, freed with this value.
struct HTMLTree: ~Copyable {
    private let tree: OpaquePointer

    /// libxml2's tables are made once, by one thread.
    private static let isReady: Bool = {
        chtml_prepare()
        return true
    }()

    /// - Parameter text: UTF-8.
    init(_ text: [UInt8], maximumNodes: Int) throws(DocumentFailure) {
        precondition(Self.isReady)
        guard text.count < Int(Int32.max) else { throw .tooMuchText(limit: Int(Int32.max)) }
        var status: Int32 = 0
        let tree = text.withUnsafeBytes {
            chtml_parse($0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count), maximumNodes, &status)
        }
        if Int(status) == CHTML_TOO_MANY_NODES { throw .tooManyParts("elements and attributes", limit: maximumNodes) }
        guard let tree else { throw .damaged("no HTML is found in it") }
        self.tree = tree
    }

    deinit { chtml_free(tree) }

    /// Valid as long as the tree.
    var root: HTMLNode? { chtml_root(tree).map(HTMLNode.init) }
}

/// What a walk does with the node that it meets.
enum HTMLVisit { case inside, over, stop }

/// An element or a run of text.
struct HTMLNode: Equatable {
    fileprivate let node: OpaquePointer

    var isElement: Bool { chtml_is_element(node) != 0 }
    var isText: Bool { chtml_is_text(node) != 0 }
    var name: String { String(cString: chtml_name(node)) }
    var hasAttributes: Bool { chtml_has_attributes(node) != 0 }

    /// The bytes of a text node, valid as long as the tree.
    var text: UnsafeBufferPointer<UInt8> {
        let content = UnsafeRawPointer(chtml_text(node)!).assumingMemoryBound(to: UInt8.self)
        var count = 0
        while content[count] != 0 { count += 1 }
        return UnsafeBufferPointer(start: content, count: count)
    }

    /// The value of an attribute: empty when it has none, nil when it is not there.
    func attribute(_ name: String) -> String? { chtml_attribute(node, name).map { String(cString: $0) } }

    /// Visits this node's descendants in the document's order, without recursion.
    func walk(enter: (HTMLNode) throws(DocumentFailure) -> HTMLVisit, leave: (HTMLNode) -> Void = { _ in }) throws(DocumentFailure) {
        guard var node = chtml_first_child(node) else { return }
        while true {
            switch try enter(HTMLNode(node: node)) {
            case .stop: return
            case .over: break
            case .inside:
                if let child = chtml_first_child(node), chtml_is_element(node) != 0 {
                    node = child
                    continue
                }
                leave(HTMLNode(node: node))
            }
            while chtml_next(node) == nil {
                guard let parent = chtml_parent(node), parent != self.node else { return }
                leave(HTMLNode(node: parent))
                node = parent
            }
            guard let next = chtml_next(node) else { return }
            node = next
        }
    }
}
