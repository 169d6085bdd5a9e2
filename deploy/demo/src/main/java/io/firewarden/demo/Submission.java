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
package io.firewarden.demo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * An application that is about to be submitted with {@code spark-submit}.
 *
 * @param name the application's name
 * @param mainClass in the application's jar
 * @param applicationJar what is submitted
 * @param arguments of the main class
 * @param listenerJar the listener that is attached
 * @param listenerPort where it is to answer
 * @param uiPort where Spark's UI is to answer
 * @param settings further settings, which win over the cluster's defaults
 */
record Submission(
    String name,
    String mainClass,
    Path applicationJar,
    List<String> arguments,
    Path listenerJar,
    int listenerPort,
    int uiPort,
    Map<String, String> settings) {

  /** Submits it in client mode: the child is the driver. */
  Child submit(SparkCluster cluster, Children children) {
    List<String> command = new ArrayList<>(Java.command("-Xmx512m"));
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
    command.addAll(List.of("-cp", cluster.classPath(), "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(arguments(cluster.masterUrl()));
    return children.start(name, command, cluster.environment());
  }

  /** What stands after {@code spark-submit}. */
  List<String> arguments(String master) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--master", master, "--name", name, "--class", mainClass));
    all.addAll(List.of("--jars", listenerJar.toString()));
    allSettings().forEach((key, value) -> all.addAll(List.of("--conf", key + "=" + value)));
    all.add(applicationJar.toString());
    all.addAll(arguments);
    return all;
  }

  private Map<String, String> allSettings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("spark.extraListeners", "io.firewarden.FirewardenListener");
    all.put("spark.firewarden.port", "" + listenerPort);
    all.put("spark.firewarden.cluster", AgentProcess.CLUSTER);
    all.put("spark.ui.port", "" + uiPort);
    all.putAll(settings);
    return all;
  }
}
