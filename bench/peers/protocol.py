"""One JSON request per line in, one JSON answer per line out; what the bench asks of every peer."""

import json
import resource
import sys
import time


def serve(peer):
    """Answers `prepare`, `steps` and `predict` with the peer's methods of that name until the input ends.

    The latter two return a function without arguments: only its run is timed, not what it needs beforehand.
    """
    out = sys.stdout
    # Libraries that print must not get between the answers.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        task = request.pop('task')
        try:
            if task == 'prepare':
                answer = {'version': peer.prepare(**request)}
            else:
                count = request['count']
                work = getattr(peer, task)(**request)
                start, cpu = time.perf_counter(), time.process_time()
                work()
                seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
                rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
                answer = {'milliseconds': seconds * 1000, 'cpuMilliseconds': cpu * 1000, 'peakBytes': rss}
        except Exception as error:
            answer = {'error': f'{type(error).__name__}: {error}'}
        print(json.dumps(answer), file=out, flush=True)
