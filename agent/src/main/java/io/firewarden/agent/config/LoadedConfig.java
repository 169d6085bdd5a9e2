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
package io.firewarden.agent.config;

import io.firewarden.agent.cluster.Shard;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration, and where it comes from.
 *
 * @param config what holds
 * @param settings the same key by key, as people may see it
 * @param file the file, or null when there is none
 */
public record LoadedConfig(AgentConfig config, List<Setting> settings, @Nullable Path file) {
  public LoadedConfig {
    settings = List.copyOf(settings);
  }

  /** A configuration that was not read from anywhere. */
  public static LoadedConfig of(AgentConfig config) {
    return new LoadedConfig(config, List.of(), null);
  }

  /**
   * Reads a YAML file.
   *
   * @param shard the part of all applications that counts instead of the file's, or null
   * @throws InvalidConfigException with every fault that it has
   */
  public static LoadedConfig read(Path file, @Nullable Shard shard) throws InvalidConfigException {
    return of(ConfigFile.read(file), file, shard);
  }

  /**
   * Reads the file again, while another configuration holds. Then it must have a key: a file that
   * is being written is empty at first, and nothing but defaults would be taken for the wish.
   *
   * @param shard the part of all applications that counts instead of the file's, or null
   * @throws InvalidConfigException with every fault that it has
   */
  public static LoadedConfig reread(Path file, @Nullable Shard shard)
      throws InvalidConfigException {
    Map<String, Object> map = ConfigFile.read(file);
    if (map.isEmpty()) {
      throw new InvalidConfigException(
          List.of(file + " must hold at least one key when it is read again, but is empty"));
    }
    return of(map, file, shard);
  }

  private static LoadedConfig of(Map<String, Object> keys, Path file, @Nullable Shard shard)
      throws InvalidConfigException {
    Map<String, Object> map = new LinkedHashMap<>(keys);
    if (shard != null) {
      map.put("shard", shard.toString());
    }
    ConfigReader reader = new ConfigReader();
    AgentConfig config = reader.read(map);
    return new LoadedConfig(config, reader.settings(), file);
  }
}
