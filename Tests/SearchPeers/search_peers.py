"""hnswlib, faiss and usearch on the vectors of `assay bench search --write-vectors FILE`, one thread, one JSON line each setting.

    python3 -m venv peers && peers/bin/pip install hnswlib==0.8.0 faiss-cpu==1.15.1 usearch==2.26.6
    assay bench search --passages 100000 --write-vectors v.f32
    peers/bin/python Tests/SearchPeers/search_peers.py v.f32

Build seconds, resident megabytes that the index added, median milliseconds a query and recall@10 against the exact order.
"""
import gc, json, os, sys, time
os.environ["OMP_NUM_THREADS"] = "1"
import numpy as np

path, only = sys.argv[1], sys.argv[2:]
dimensions = int(os.environ.get("DIMENSIONS", 384))
queries = np.fromfile(path + ".queries", np.float32).reshape(-1, dimensions)
exact = np.fromfile(path + ".exact", np.int32).reshape(len(queries), -1)
vectors = np.memmap(path, np.float32, "r").reshape(-1, dimensions)


def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) / 1024


def measure(name, build, searches):
    if only and not any(o in name for o in only):
        return
    gc.collect()
    before, start = resident(), time.perf_counter()
    index = build(np.ascontiguousarray(vectors))
    seconds = time.perf_counter() - start
    gc.collect()
    for label, search in searches:
        times, found = [], 0
        for query, truth in zip(queries, exact):
            start = time.perf_counter()
            ids = search(index, query[None])
            times.append(time.perf_counter() - start)
            found += len(np.intersect1d(ids, truth))
        print(json.dumps({
            "name": f"{name} {label}", "build_s": round(seconds, 1), "memory_mb": round(resident() - before),
            "ms": round(float(np.median(times)) * 1e3, 3), "recall": round(found / exact.size, 4)}), flush=True)


def hnsw(x):
    import hnswlib
    index = hnswlib.Index("ip", dimensions)
    index.init_index(len(x), M=16, ef_construction=200)
    index.set_num_threads(1)
    index.add_items(x, num_threads=1)
    return index


def hnsw_search(ef):
    def search(index, q):
        index.set_ef(ef)
        return index.knn_query(q, 10, num_threads=1)[0]
    return f"ef {ef}", search


def faiss_hnsw(x):
    import faiss
    faiss.omp_set_num_threads(1)
    index = faiss.IndexHNSWFlat(dimensions, 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 200
    index.add(x)
    return index


def faiss_hnsw_search(ef):
    def search(index, q):
        index.hnsw.efSearch = ef
        return index.search(q, 10)[1]
    return f"ef {ef}", search


def faiss_made(description):
    def build(x):
        import faiss
        faiss.omp_set_num_threads(1)
        index = faiss.index_factory(dimensions, description, faiss.METRIC_INNER_PRODUCT)
        index.train(x[np.random.default_rng(1).choice(len(x), min(len(x), 50_000), replace=False)])
        index.add(x)
        return index
    return build


def usearch(x):
    from usearch.index import Index
    index = Index(ndim=dimensions, metric="ip", dtype="f32", connectivity=16, expansion_add=200)
    index.add(np.arange(len(x)), x, threads=1)
    return index


def usearch_search(ef):
    def search(index, q):
        index.expansion_search = ef
        return index.search(q[0], 10, threads=1).keys
    return f"ef {ef}", search


flat = [("", lambda index, q: index.search(q, 10)[1])]
measure("faiss Flat", faiss_made("Flat"), flat)
measure("faiss SQ8", faiss_made("SQ8"), flat)
measure("hnswlib M16", hnsw, [hnsw_search(ef) for ef in (100, 400, 1600)])
measure("faiss HNSW16", faiss_hnsw, [faiss_hnsw_search(ef) for ef in (100, 400, 1600)])
measure("usearch f32 M16", usearch, [usearch_search(ef) for ef in (100, 400, 1600)])
