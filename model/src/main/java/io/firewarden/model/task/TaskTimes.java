/*
 * Copyright The Firewarden Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.firewarden.model.task;

/**
 * Where the time of ended task attempts went; sums, in ms, monotone. The parts overlap as in
 * Spark's own figures: garbage collection, fetch wait and shuffle write lie within the run time.
 *
 * @param runMillis on the executor, deserialisation left out ({@code executorRunTime})
 * @param cpuMillis CPU time of the run ({@code executorCpuTime})
 * @param deserializeMillis deserialisation of the task ({@code executorDeserializeTime})
 * @param gcMillis garbage collection of the JVM while the attempts ran, once for each ({@code
 *     jvmGCTime})
 * @param schedulerDelayMillis what is left of the duration: sending, queueing, result transport, as
 *     Spark's UI computes it ({@code AppStatusUtils.schedulerDelay})
 * @param fetchWaitMillis waiting for shuffle data ({@code fetchWaitTime})
 * @param shuffleWriteMillis writing shuffle data ({@code writeTime})
 * @param resultSerializationMillis serialisation of results, by Spark's metric of that name
 * @param gettingResultMillis fetching of results by the driver ({@code gettingResultTime})
 */
public record TaskTimes(
    long runMillis,
    long cpuMillis,
    long deserializeMillis,
    long gcMillis,
    long schedulerDelayMillis,
    long fetchWaitMillis,
    long shuffleWriteMillis,
    long resultSerializationMillis,
    long gettingResultMillis) {}
